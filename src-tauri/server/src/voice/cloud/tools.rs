//! The house's tools, as a provider's model calls them: the same cart and the same till as where
//! this server listens itself, and so the same refusals.

use super::relay::{Call, CallAnswer, Refused};
use crate::{
    app::App,
    kitchens::Restaurant,
    voice::till::{Till, TillError},
};
use kitchen::{
    Refusal, Service,
    cart::{Cart, tools},
};
use scope::time;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// How long an order may take to be on disk, all attempts together; what then becomes of it the
/// next attempt learns, under the same key.
const WITHIN: Duration = Duration::from_secs(8);

/// The cart of one session, and the way to the kitchen.
pub(super) struct Tools {
    app: App,
    restaurant: Arc<Restaurant>,
    cart: Cart,
    till: Till,
    service: Service,
}

impl Tools {
    /// An empty cart; what is ordered leaves the kitchen as `service` says.
    pub fn new(app: App, restaurant: Arc<Restaurant>, till: Till, service: Service) -> Self {
        Self {
            app,
            restaurant,
            cart: Cart::default(),
            till,
            service,
        }
    }

    /// Carries a call out. What is wrong with it is its answer.
    pub async fn run(&mut self, call: &Call) -> CallAnswer {
        let read = tools::Call::read(&call.name, &call.arguments);
        let read = match read {
            Ok(read) => read,
            Err(error) => {
                let code = match error {
                    tools::CallError::UnknownTool(_) => "unknown_tool",
                    tools::CallError::Arguments(_) => "invalid_arguments",
                };
                return refused(code, &error.to_string(), None, &Value::Null);
            }
        };
        let state = self.restaurant.head();
        let now_ms = self.app.clock.now_ms();
        let answer = match tools::run(&mut self.cart, &state, now_ms, &read) {
            Ok(answer) => answer,
            Err(refusal) => return self.refusal(&refusal),
        };
        if !matches!(read, tools::Call::SubmitOrder { .. }) {
            return done(&json!({"ok": true, "lines": answer.lines, "cart": answer.cart}));
        }
        let order = self.cart.order(&state, self.service.clone());
        let placed = time::timeout(WITHIN, self.till.place(order)).await;
        match placed {
            Ok(Ok(placed)) => {
                self.cart = Cart::default();
                tracing::info!(order = %placed.id, "a spoken order was placed");
                done(
                    &json!({"ok": true, "number": placed.number, "order": placed.id,
                    "cart": self.cart.to_json(&state)}),
                )
            }
            Ok(Err(TillError::Refused(refusal))) => self.refusal(&refusal),
            Ok(Err(error @ TillError::Trouble(_))) => self.trouble("not_now", &error.to_string()),
            Ok(Err(error)) => {
                // It was taken: the cart's lines are the kitchen's now.
                let answer = self.trouble("already_taken", &error.to_string());
                self.cart = Cart::default();
                answer
            }
            Err(_) => self.trouble("not_now", "The order cannot be taken right now."),
        }
    }

    fn refusal(&self, refusal: &Refusal) -> CallAnswer {
        let cart = self.cart.to_json(&self.restaurant.head());
        let code = refusal.code.as_str();
        refused(code, &refusal.message, refusal.field.as_deref(), &cart)
    }

    fn trouble(&self, code: &str, message: &str) -> CallAnswer {
        refused(
            code,
            message,
            None,
            &self.cart.to_json(&self.restaurant.head()),
        )
    }
}

fn done(output: &Value) -> CallAnswer {
    CallAnswer {
        output: output.to_string(),
        refusal: None,
    }
}

fn refused(code: &str, message: &str, field: Option<&str>, cart: &Value) -> CallAnswer {
    let error = json!({"code": code, "message": message, "field": field});
    CallAnswer {
        output: json!({"ok": false, "error": error, "cart": cart}).to_string(),
        refusal: Some(Refused {
            code: code.to_owned(),
            message: message.to_owned(),
        }),
    }
}
