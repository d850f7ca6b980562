//! What a counter shows beside the lines.

use super::Story;
use crate::counter::draft::Kitchen as Checked;
use crate::counter::view::menu;
use ::voice::picture::Again;
use serde_json::json;
use std::time::Duration;
use wire::view::{CounterMode, SayAgainView};

#[test]
fn the_read_back_says_for_whom_and_weighs_what_is_left_out() {
    let mut story = Story::open();
    story.taps(json!({"type": "kind", "kind": "takeout"}));
    story.taps(json!({"type": "who", "text": "Mara"}));
    let burger = json!({"item": "black-bean-burger", "quantity": 2,
        "modifiers": ["gluten-free-bun", "no-onions", "add-cheese", "side-none"]});
    story.call("add_item", burger, &[]);
    story.call(
        "add_item",
        json!({"item": "fries", "size": "large", "note": "extra hot"}),
        &[],
    );
    story.add("blt");
    story.taps(json!({"type": "answer", "line": "line_3", "choice": "side-fries"}));
    let readback = story.view().readback.unwrap();
    let text: String = readback
        .script
        .iter()
        .map(|span| span.text.as_str())
        .collect();
    assert_eq!(
        text,
        "Takeout for Mara. 2 black bean burger, no side, gluten free bun, add cheese, no onions. \
         Large french fries, extra hot. BLT Sandwich, fries."
    );
    let strong: Vec<&str> = readback
        .script
        .iter()
        .filter(|s| s.strong)
        .map(|s| s.text.as_str())
        .collect();
    assert_eq!(
        strong,
        ["Takeout for Mara.", "gluten free bun", "no onions"]
    );
}

#[test]
fn an_allergy_that_was_spoken_is_read_back_and_sent_with_every_line() {
    let mut story = Story::open();
    story.add("brownie");
    story.call("note_allergies", json!({"add": ["peanut"]}), &[]);
    let script = story.view().readback.unwrap().script;
    let last = script.last().unwrap();
    assert_eq!(
        (last.text.as_str(), last.strong),
        ("Allergy: peanut.", true)
    );
    let (_, order) = story.taps(json!({"type": "send"})).unwrap();
    assert_eq!(order.lines[0].allergies, ["peanut"]);
    story.add("apple-pie");
    let script = story.view().readback.unwrap().script;
    assert!(script.iter().all(|span| !span.text.contains("Allergy")));
}

#[test]
fn the_menu_can_be_ordered_from_by_touch() {
    let mut story = Story::open();
    let left =
        json!({"type": "set_availability", "item": "brownie", "available": true, "remaining": 3});
    story.kitchen.does(left);
    let menu = menu(Checked {
        state: &story.kitchen.state,
        now_ms: story.kitchen.now_ms,
    })
    .unwrap();
    let names: Vec<&str> = menu.categories.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names[..3], ["Starters", "Burgers", "Mains"]);
    let items: Vec<_> = menu
        .categories
        .iter()
        .flat_map(|category| &category.items)
        .collect();
    assert_eq!(items.len(), 46, "every item");
    let item = |id: &str| *items.iter().find(|item| item.id == id).unwrap();
    assert_eq!(item("lemonade").price, "from 3.00");
    assert_eq!(item("ribeye").price, "29.00");
    let chowder = item("clam-chowder");
    assert_eq!(
        (chowder.sold_out, chowder.stock.as_deref()),
        (true, Some("Sold out"))
    );
    let brownie = item("brownie");
    assert_eq!(
        (brownie.sold_out, brownie.stock.as_deref()),
        (false, Some("3 left"))
    );
    assert!(brownie.allergens.contains(&"tree nut".to_owned()));
    assert!(item("club-sandwich").search.contains("turkey club"));
    let groups = item("ribeye").groups.iter();
    let rules: Vec<_> = groups
        .map(|id| menu.groups.iter().find(|group| group.id == *id).unwrap())
        .map(|group| (group.name.as_str(), group.min, group.max))
        .collect();
    assert_eq!(rules, [("Doneness", 1, 1), ("Side", 1, 1)]);
}

#[test]
fn without_a_menu_there_is_nothing_to_order_and_nothing_is_lost() {
    let mut story = Story::open();
    story.add("brownie");
    story.kitchen.state.menu = None;
    assert!(!story.look());
    assert_eq!(story.send_words(), "No menu yet");
    let refused = story.refuses(json!({"type": "add", "item": "cola"}));
    assert!(!refused.is_empty());
    assert_eq!(story.desk.kept.draft.cart.lines().len(), 1);
}

#[test]
fn a_microphone_that_is_unplugged_is_still_the_chosen_one() {
    let mut story = Story::open();
    assert!(story.view().settings.unwrap().microphones[0].chosen);
    story.settings.microphone = Some("usb-headset".to_owned());
    let choices = story.view().settings.unwrap().microphones;
    assert_eq!(choices.len(), 2);
    assert!(!choices[0].chosen && choices[1].chosen);
    assert_eq!(choices[1].name, "usb-headset (not there)");
}

#[test]
fn what_was_said_can_be_said_again_where_there_is_anything_to_say() {
    let mut story = Story::open();
    story.add("brownie");
    let say = |story: &Story| story.view().readback.unwrap().say;
    assert_eq!(say(&story), SayAgainView::Nothing);
    story.spoken.again = Again::Kept;
    assert_eq!(say(&story), SayAgainView::Ready);
    story.spoken.again = Again::Sounding;
    assert_eq!(say(&story), SayAgainView::Sounding);
}

#[test]
fn a_guest_reads_no_staffs_words_and_sets_nothing() {
    let mut story = Story::open();
    story.add("brownie");
    assert_eq!(story.view().readback.unwrap().title, "Read it back");
    assert!(story.view().settings.is_some());
    story.settings.mode = CounterMode::Guest;
    assert_eq!(story.view().readback.unwrap().title, "Is this right?");
    assert_eq!(story.send_words(), "Send my order");
    assert_eq!(story.view().settings, None);
    let now = story.now();
    story.desk.lock.open("2468", "2468", now).unwrap();
    assert!(
        story.view().settings.is_some(),
        "staff have shown their code"
    );
    story.wait(Duration::from_secs(60));
    assert_eq!(story.view().settings, None);
}
