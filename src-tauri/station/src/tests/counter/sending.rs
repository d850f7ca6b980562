//! Orders that were sent: one for good, followed until the kitchen has them, never lost.

use super::Story;
use crate::counter::desk::{Kept, Placing};
use crate::counter::sent::{Fate, Stage};
use kitchen::{Command, CommandId, RefusalCode};
use link::RefusedCommand;
use serde_json::json;
use std::sync::Arc;
use wire::ErrorCode;
use wire::view::{SentState, SentView};

impl Story {
    pub fn send(&mut self) -> Placing {
        self.taps(json!({"type": "send"})).unwrap()
    }

    /// The server takes it.
    fn places(&mut self, placing: &Placing) {
        let order = placing.1.clone();
        self.kitchen.carry_out(&Command::PlaceOrder { order });
        self.follow(&[]);
    }

    fn follow(&mut self, refused: &[RefusedCommand]) {
        for sent in &mut self.desk.kept.sent {
            sent.follow(&self.kitchen.state, refused);
        }
    }

    fn refused(&mut self, placing: &Placing, message: &str) {
        let refused = RefusedCommand {
            id: placing.0,
            body: Arc::new(Command::PlaceOrder {
                order: placing.1.clone(),
            }),
            made_at_ms: 0,
            code: ErrorCode::Refused(RefusalCode::ItemUnavailable),
            message: message.to_owned(),
            field: None,
        };
        self.follow(&[refused]);
    }

    fn last(&self) -> SentView {
        self.view().sent[0].clone()
    }
}

#[test]
fn an_order_is_sent_once_however_often_send_is_tapped() {
    let mut story = Story::open();
    story.add("brownie");
    story.taps(json!({"type": "who", "text": "12"}));
    let (id, order) = story.send();
    assert_eq!(order.external_id.as_deref(), Some(id.to_string().as_str()));
    assert_eq!(order.source, kitchen::Source::Counter);
    assert_eq!(
        order.service,
        kitchen::Service::DineIn {
            table: Some("12".into()),
            name: None,
        }
    );
    assert_eq!(
        story.taps(json!({"type": "send"})),
        None,
        "the second tap of two"
    );
    assert_eq!(story.desk.kept.sent.len(), 1);
    assert!(story.lines().is_empty(), "a new order has begun");
    assert_eq!(story.view().who.text, None);
    assert_eq!(story.send_words(), "Sending");
}

#[test]
fn the_kitchens_number_and_what_its_stations_do_come_back() {
    let mut story = Story::open();
    story.add("kids-pasta");
    story.add("cola");
    story.taps(json!({"type": "answer", "line": "line_2", "choice": "small"}));
    let placing = story.send();
    assert_eq!(
        (story.last().state, story.last().number),
        (SentState::Sending, None)
    );
    story.is_live = false;
    assert_eq!(story.last().state, SentState::Saved);
    assert_eq!(story.last().words, "Saved here, will be sent");
    story.is_live = true;
    story.places(&placing);
    let sent = story.last();
    assert_eq!((sent.state, sent.number), (SentState::Placed, Some(1)));
    assert_eq!(sent.words, "Order 1 is in the kitchen");
    assert_eq!(
        (sent.items.as_str(), sent.total.as_str()),
        ("Kids Pasta, Cola Small", "$9.50")
    );
    let words = |story: &Story| -> Vec<String> {
        story
            .last()
            .stations
            .into_iter()
            .map(|station| station.words)
            .collect()
    };
    assert_eq!(words(&story), ["Waits for Grill", "Waits for Drinks"]);
    story.desk.kept.sent[0].shown.insert("grill".into());
    assert_eq!(words(&story), ["Grill showed it", "Waits for Drinks"]);
    let order = story
        .kitchen
        .state
        .orders
        .values()
        .next()
        .unwrap()
        .id
        .to_string();
    story
        .kitchen
        .does(json!({"type": "start_line", "order": order, "line": "2"}));
    story.kitchen.bump(&order, Some("grill"));
    assert_eq!(words(&story), ["Grill is done", "Drinks has begun"]);
}

#[test]
fn a_refused_order_comes_back_to_be_changed() {
    let mut story = Story::open();
    story.add("brownie");
    let placing = story.send();
    story.add("cola");
    story.refused(&placing, "Walnut Brownie is sold out.");
    let sent = story.last();
    assert_eq!(
        (sent.state, sent.words.as_str()),
        (SentState::Refused, "Walnut Brownie is sold out.")
    );
    assert!(!sent.can_reopen, "another order is in the making");
    let reopen = json!({"type": "reopen", "sent": sent.key});
    assert_eq!(
        story.refuses(reopen.clone()),
        "Send or clear this order first."
    );
    story.taps(json!({"type": "clear"}));
    assert!(story.last().can_reopen);
    story.taps(reopen);
    assert_eq!(story.lines(), ["line_1 1 Walnut Brownie 7.00"]);
    assert!(story.view().sent.is_empty());
    let again = story.send();
    assert_ne!(again.0, placing.0, "it is another order now");
}

#[test]
fn an_order_that_cannot_be_kept_is_back_where_it_was() {
    let mut story = Story::open();
    story.add("brownie");
    let (id, _) = story.send();
    story.desk.not_kept(id);
    assert_eq!(story.lines(), ["line_1 1 Walnut Brownie 7.00"]);
    assert!(story.view().notice.unwrap().contains("could not save it"));
    let (id, _) = story.send();
    story.add("cola");
    story.desk.not_kept(id);
    assert_eq!(
        story.last().state,
        SentState::Refused,
        "the new one is not pushed aside"
    );
    // One that was read from disk may be in the kitchen: it is not made a second time.
    let (id, _) = {
        story.taps(json!({"type": "clear"}));
        story.add("apple-pie");
        story.send()
    };
    story.desk.kept.sent.last_mut().unwrap().stage = Stage::Again;
    story.desk.not_kept(id);
    assert!(story.lines().is_empty());
}

#[test]
fn too_many_orders_without_an_answer_are_said_before_they_are_lost() {
    let mut story = Story::open();
    for _ in 0..100 {
        story.add("brownie");
        story.send();
    }
    story.add("brownie");
    assert_eq!(story.send_words(), "Too much is saved here already");
    let said = story.refuses(json!({"type": "send"}));
    assert_eq!(said, "Too much is saved here already.");
    assert_eq!(story.view().sent.len(), 5, "the newest of them");
}

#[test]
fn a_counter_is_the_same_after_it_was_kept() {
    let mut story = Story::open();
    story.add("brownie");
    let (id, order) = story.send();
    story.call(
        "add_item",
        json!({"item": "ribeye", "modifiers": ["rare"], "unsure": true}),
        &["rare"],
    );
    story.add("clam-chowder");
    let bytes = serde_json::to_vec(&story.desk.kept).unwrap();
    let kept: Kept = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(kept.draft, story.desk.kept.draft);
    let sent = &kept.sent[0];
    assert_eq!(
        (sent.id, &sent.order),
        (id, &order),
        "the same id says the same"
    );
    assert_eq!(
        (sent.stage, &sent.fate),
        (Stage::Read, &Fate::Open),
        "it is handed on again"
    );
}

#[test]
fn what_was_dismissed_goes_and_what_is_under_way_stays() {
    let mut story = Story::open();
    story.add("brownie");
    let open = story.send().0;
    story.add("cola");
    story.taps(json!({"type": "answer", "line": "line_1", "choice": "small"}));
    let placing = story.send();
    story.refused(&placing, "No.");
    let dismiss = |id: CommandId| json!({"type": "dismiss", "sent": id.to_string()});
    story.taps(dismiss(open));
    story.taps(dismiss(placing.0));
    let left: Vec<CommandId> = story.desk.kept.sent.iter().map(|sent| sent.id).collect();
    assert_eq!(left, [open]);
}
