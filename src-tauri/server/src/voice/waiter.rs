//! Who serves one guest: takes what was said, fills the cart by the kitchen's tools, and answers.

mod placing;
mod serving;
mod told;
mod tools;

use super::{
    answer::{Answer, Placing},
    ears::Listeners,
    hearing::Knowing,
    menus::{Learned, Menus},
    sounding::{Mouths, Voice},
    till::Till,
};
use crate::{app::App, kitchens::Restaurant};
use kitchen::{Service, cart::tools::Call};
use peer::Speaker;
use realtime::{
    host::{Ask, Reply},
    item::FunctionCall,
    session::ToolChoice,
};
use scope::ScopeHandle;
use serving::Served;
use speech::{Cue, Heard, dialogue::Dialogue};
use std::{collections::HashMap, sync::Arc};
use tools::Tools;

/// What is said where there is nothing to order.
const NO_MENU: &str = "This kitchen has no menu yet.";

/// What is said where the session's tools are none of ours.
const FOREIGN: &str = "I can only take orders, and this session's tools are not for that. The \
    tools that are known here are add_item, change_item, remove_item, clear_cart, note_allergies, \
    set_order_details, read_back and submit_order.";

/// What is said where a guest wants what the session has no tool for.
const UNABLE: &str = "I cannot do that here. Please ask at the counter.";

/// What is said where a guest wants something of an answer that may use no tool (`tool_choice`):
/// it is not taken, and nobody may believe it was.
const NOT_TAKEN: &str = "I cannot take anything down just now, so your order is as it was. Please \
    say that again in a moment.";

/// Who serves one guest.
pub struct Waiter {
    app: App,
    restaurant: Arc<Restaurant>,
    menus: Arc<Menus>,
    learned: Option<Arc<Learned>>,
    dialogue: Option<Dialogue>,
    service: Service,
    mouths: Option<Mouths>,
    scope: ScopeHandle,
    /// Away while an order is being placed.
    till: Option<Till>,
    /// An order whose answer was broken off.
    unsettled: Option<Placing>,
    /// What is said once the client has answered its calls.
    withheld: Option<String>,
}

/// What a waiter begins with.
pub struct Station {
    /// The server.
    pub app: App,
    /// The kitchen it orders from.
    pub restaurant: Arc<Restaurant>,
    /// What is known of menus.
    pub menus: Arc<Menus>,
    /// How orders leave.
    pub service: Service,
    /// What speaks, where anything does.
    pub mouths: Option<Mouths>,
    /// Where the guest's session lives.
    pub scope: ScopeHandle,
    /// Where orders are placed.
    pub till: Till,
}

impl Waiter {
    /// A waiter with an empty cart.
    pub fn new(station: Station) -> Self {
        let learned = station.menus.anew(&station.restaurant);
        Self {
            app: station.app,
            restaurant: station.restaurant,
            menus: station.menus,
            dialogue: learned
                .as_ref()
                .map(|learned| Dialogue::new(learned.lexicon.clone())),
            learned,
            service: station.service,
            mouths: station.mouths,
            scope: station.scope,
            till: Some(station.till),
            unsettled: None,
            withheld: None,
        }
    }

    /// Looks at the menu as it is now.
    fn learn(&mut self) {
        let Some(learned) = self.menus.of(&self.restaurant) else {
            return;
        };
        if let Some(known) = &self.learned
            && Arc::ptr_eq(known, &learned)
        {
            return;
        }
        match &mut self.dialogue {
            Some(dialogue) => dialogue.learn(learned.lexicon.clone()),
            None => self.dialogue = Some(Dialogue::new(learned.lexicon.clone())),
        }
        self.learned = Some(learned);
    }

    /// Answers a question. `heard` has what was recognised, by item; `calls` the client's own
    /// calls, by id.
    pub fn answer(
        &mut self,
        ask: Box<Ask>,
        heard: &mut HashMap<String, Heard>,
        calls: &HashMap<String, FunctionCall>,
        speaker: Option<&Speaker>,
    ) -> Answer {
        if let Some(placing) = self.unsettled.take() {
            return Answer::settling(placing, ask);
        }
        self.learn();
        let voice = Voice::of(&ask, self.mouths.as_ref(), speaker, &self.scope);
        let voice = voice.unwrap_or_else(|error| {
            tracing::error!(%error, "an answer cannot be coded");
            None
        });
        let tools = Tools::of(&ask.tools);
        let barred = ask.in_conversation && matches!(ask.tool_choice, ToolChoice::None);
        let kept = ask.in_conversation && !barred;
        let known = |replies| Answer::new(ask.response_id.clone(), replies, voice);
        let Some(dialogue) = &mut self.dialogue else {
            return known(vec![Reply::Text(NO_MENU.to_owned()), Reply::Done]);
        };
        if let Tools::Foreign = tools {
            return known(vec![Reply::Text(FOREIGN.to_owned()), Reply::Done]);
        }
        let before = dialogue.clone();
        let mut served = self.serve(&ask.items, &tools, heard, calls);
        let able = tools.are_enough(served.changes());
        if kept && able {
            return self.reply(&tools, served, known);
        }
        // What is no part of the conversation changes nothing, and orders nothing; nor does what
        // nobody can carry out.
        self.dialogue = Some(before);
        if kept {
            served.says = UNABLE.to_owned();
        } else if barred && served.changes().next().is_some() {
            served.says = NOT_TAKEN.to_owned();
        }
        known(vec![Reply::Text(served.says), Reply::Done])
    }

    /// What the guest is told, and what is called.
    fn reply(
        &mut self,
        tools: &Tools,
        served: Served,
        known: impl FnOnce(Vec<Reply>) -> Answer,
    ) -> Answer {
        let Served {
            calls,
            says,
            wants_submit,
        } = served;
        match tools {
            Tools::Client(names) => {
                let mut replies: Vec<Reply> = calls
                    .into_iter()
                    .filter(|(call, outcome)| outcome.is_ok() && names.contains(call.name()))
                    .map(|(call, _)| tools::for_client(&call))
                    .collect();
                let submit = Call::SubmitOrder { confirmed: true };
                if wants_submit && names.contains(submit.name()) {
                    replies.push(tools::for_client(&submit));
                }
                if replies.is_empty() {
                    replies.push(Reply::Text(says));
                } else {
                    self.withheld = Some(says).filter(|says| !says.is_empty());
                }
                replies.push(Reply::Done);
                known(replies)
            }
            Tools::Own | Tools::Foreign => {
                let mut replies: Vec<Reply> = calls.iter().flat_map(tools::own).collect();
                if wants_submit && let Some(placing) = self.place() {
                    let submit = Call::SubmitOrder { confirmed: true };
                    replies.push(tools::started(&submit));
                    return known(replies).placing(placing);
                }
                replies.extend([Reply::Text(says), Reply::Done]);
                known(replies)
            }
        }
    }
}

impl Knowing for Waiter {
    fn listeners(&self) -> Option<Arc<Listeners>> {
        let learned = self.learned.as_ref()?;
        Some(learned.listeners.clone())
    }

    fn cue(&self) -> Cue {
        self.dialogue.as_ref().map_or(Cue::Open, Dialogue::cue)
    }
}
