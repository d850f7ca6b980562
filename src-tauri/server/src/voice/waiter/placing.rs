//! From a confirmed cart to an order in the kitchen, and what the guest is told of it.

use super::{
    super::{
        answer::{Answer, Done, Placing},
        till::{Placed, TillError},
    },
    NO_MENU, Waiter, tools,
};
use kitchen::{Refusal, RefusalCode, State};
use realtime::host::{Reply, ToolError};
use serde_json::json;
use speech::dialogue;

impl Waiter {
    /// Sends the cart to the kitchen.
    pub(super) fn place(&mut self) -> Option<Placing> {
        let mut till = self.till.take()?;
        let cart = self.dialogue.as_ref()?.cart();
        let order = cart.order(&self.restaurant.head(), self.service.clone());
        Some(Box::pin(async move {
            let outcome = till.place(order).await;
            Done { till, outcome }
        }))
    }

    /// An order was placed, or not: what the guest is told.
    pub fn placed(&mut self, done: Done) -> Vec<Reply> {
        let head = self.restaurant.head();
        let (ended, says) = self.settle(done, &head);
        vec![Reply::ToolEnded(ended), Reply::Text(says), Reply::Done]
    }

    /// The same, where nobody waits for it any more.
    pub fn settled(&mut self, done: Done) {
        let head = self.restaurant.head();
        // What came of it stands in the dialogue.
        let _ = self.settle(done, &head);
    }

    fn settle(&mut self, done: Done, head: &State) -> (Result<String, ToolError>, String) {
        self.till = Some(done.till);
        let Some(dialogue) = &mut self.dialogue else {
            let refusal = Refusal::new(RefusalCode::NoLines, NO_MENU);
            return (Err(tools::failure(&refusal)), NO_MENU.to_owned());
        };
        let cart = dialogue.cart().to_json(head);
        match done.outcome {
            Ok(Placed { id, number }) => {
                let output = json!({"order": {"id": id, "number": number}, "cart": cart});
                let turn = dialogue.submitted(Ok(dialogue::Placed {
                    number: Some(number),
                }));
                (Ok(output.to_string()), turn.says)
            }
            Err(error) => {
                let refusal = match error {
                    TillError::Refused(refusal) => refusal,
                    other => {
                        tracing::warn!(error = %other, "a spoken order was not placed");
                        Refusal::new(RefusalCode::TooManyOpenOrders, other.to_string())
                    }
                };
                let why = tools::failure(&refusal);
                (Err(why), dialogue.submitted(Err(refusal)).says)
            }
        }
    }

    /// The answer is not wanted any more. An order that is on its way is not taken back.
    pub fn stopped(&mut self, answer: Answer) {
        if let Some(placing) = answer.unfinished() {
            self.unsettled = Some(placing);
        }
    }
}
