//! A whole order by touch.

use super::Story;
use crate::counter::desk::UNDO_FOR;
use kitchen::{Menu, menu::COPPER_PAN};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

#[test]
fn one_question_is_asked_at_a_time_until_the_order_can_be_sent() {
    let mut story = Story::open();
    assert_eq!(story.send_words(), "Nothing ordered yet");
    story.add("ribeye");
    story.add("lemonade");
    assert_eq!(
        story.lines(),
        [
            "line_1 1 Ribeye Steak 29.00 DONENESS?",
            "line_2 1 Lemonade SIZE?"
        ]
    );
    assert_eq!(story.send_words(), "3 answers left, then send");
    let title = |story: &Story| story.view().question.map(|question| question.title);
    assert_eq!(
        title(&story).as_deref(),
        Some("Which doneness for the ribeye steak?")
    );
    story.taps(json!({"type": "answer", "line": "line_1", "choice": "medium-rare"}));
    assert_eq!(
        title(&story).as_deref(),
        Some("Which side for the ribeye steak?")
    );
    story.taps(json!({"type": "answer", "line": "line_1", "choice": "side-onion-rings"}));
    let question = story.view().question.unwrap();
    assert_eq!(question.title, "Which size lemonade?");
    let choices = question.choices.iter();
    let choices: Vec<_> = choices
        .map(|c| (c.label.as_str(), c.detail.as_deref()))
        .collect();
    assert_eq!(
        choices,
        [
            ("Small", Some("3.00")),
            ("Medium", Some("3.50")),
            ("Large", Some("4.00"))
        ]
    );
    assert_eq!(story.view().sum.words, "1 item so far");
    assert_eq!(story.view().sum.total, "$30.50");
    assert!(story.view().readback.is_none());
    story.taps(json!({"type": "answer", "line": "line_2", "choice": "large"}));
    assert_eq!(title(&story), None);
    assert_eq!(story.send_words(), "Send to kitchen");
    assert_eq!(story.view().sum.words, "2 items");
    assert_eq!(story.view().sum.total, "$34.50");
    assert_eq!(
        story.view().takes_ms,
        Some(840_000),
        "the steak takes the longest"
    );
}

#[test]
fn an_answer_given_twice_is_the_same_answer() {
    let mut story = Story::open();
    story.add("ribeye");
    for _ in 0..2 {
        story.taps(json!({"type": "answer", "line": "line_1", "choice": "rare"}));
    }
    assert_eq!(story.lines(), ["line_1 1 Ribeye Steak (rare) 29.00 SIDE?"]);
    let late = json!({"type": "answer", "line": "line_7", "choice": "rare"});
    assert_eq!(story.refuses(late), "That is not there any more.");
}

#[test]
fn a_sheet_changes_a_line_at_once() {
    let mut story = Story::open();
    story.add("lemonade");
    story.taps(json!({"type": "open", "line": "line_1"}));
    story.taps(json!({"type": "size", "line": "line_1", "size": "large"}));
    story.taps(json!({"type": "quantity", "line": "line_1", "quantity": 3}));
    story.taps(json!({"type": "toggle", "line": "line_1", "modifier": "no-ice"}));
    story.taps(json!({"type": "note", "line": "line_1", "text": " with a straw "}));
    assert_eq!(story.lines(), ["line_1 3 Lemonade Large (no ice) 12.00"]);
    let sheet = story.view().sheet.unwrap();
    assert_eq!((sheet.quantity, sheet.price.as_deref()), (3, Some("12.00")));
    assert_eq!(sheet.note.as_deref(), Some("with a straw"));
    assert!(sheet.sizes[2].chosen && !sheet.sizes[0].chosen);
    story.taps(json!({"type": "toggle", "line": "line_1", "modifier": "no-ice"}));
    assert_eq!(story.lines(), ["line_1 3 Lemonade Large 12.00"]);
    story.taps(json!({"type": "close"}));
    assert!(story.view().sheet.is_none());
    let many = json!({"type": "quantity", "line": "line_1", "quantity": 100});
    assert!(story.refuses(many).contains("99"));
}

#[test]
fn where_a_group_takes_one_a_choice_takes_the_others_place() {
    let mut story = Story::open();
    story.add("cheeseburger");
    story.taps(json!({"type": "toggle", "line": "line_1", "modifier": "rare"}));
    story.taps(json!({"type": "toggle", "line": "line_1", "modifier": "well-done"}));
    story.taps(json!({"type": "toggle", "line": "line_1", "modifier": "gluten-free-bun"}));
    story.taps(json!({"type": "toggle", "line": "line_1", "modifier": "lettuce-wrap"}));
    assert_eq!(
        story.lines(),
        ["line_1 1 Cheeseburger (well done, lettuce wrap) 12.50 SIDE?"]
    );
    story.taps(json!({"type": "open", "line": "line_1"}));
    let sheet = story.view().sheet.unwrap();
    let rules: Vec<&str> = sheet
        .groups
        .iter()
        .map(|group| group.rule.as_str())
        .collect();
    assert_eq!(
        rules,
        ["Up to 8", "Choose one", "One, if you like", "Choose one"]
    );
    let open: Vec<bool> = sheet.groups.iter().map(|group| group.open).collect();
    assert_eq!(open, [false, false, false, true]);
    for more in [
        "add-bacon",
        "add-cheese",
        "add-egg",
        "add-avocado",
        "no-onions",
        "no-pickles",
    ] {
        story.taps(json!({"type": "toggle", "line": "line_1", "modifier": more}));
    }
    for more in ["no-tomato", "no-lettuce"] {
        story.taps(json!({"type": "toggle", "line": "line_1", "modifier": more}));
    }
    let sheet = story.view().sheet.unwrap();
    let last = sheet.groups[0].modifiers.last().unwrap();
    assert!(last.full && !last.chosen, "eight of nine");
    let ninth = json!({"type": "toggle", "line": "line_1", "modifier": "no-sauce"});
    assert_eq!(
        story.refuses(ninth),
        "Cheeseburger takes at most 8 of Build."
    );
}

#[test]
fn one_of_several_can_be_had_another_way() {
    let mut story = Story::open();
    story.add("brownie");
    story.add("brownie");
    assert_eq!(story.lines(), ["line_1 2 Walnut Brownie 14.00"]);
    story.taps(json!({"type": "split", "line": "line_1"}));
    assert_eq!(
        story.view().sheet.unwrap().line,
        "line_2",
        "it is what is edited now"
    );
    story.taps(json!({"type": "note", "line": "line_2", "text": "warm"}));
    assert_eq!(
        story.lines(),
        [
            "line_1 1 Walnut Brownie 7.00",
            "line_2 1 Walnut Brownie 7.00"
        ]
    );
    story.taps(json!({"type": "quantity", "line": "line_2", "quantity": 0}));
    assert!(story.view().sheet.is_none(), "its line is gone");
    assert_eq!(story.lines().len(), 1);
}

#[test]
fn what_is_sold_out_stays_in_sight_until_somebody_decides() {
    let mut story = Story::open();
    story.add("brownie");
    story.add("clam-chowder");
    story.add("apple-pie");
    let lines = story.view().lines;
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(
        names,
        ["Walnut Brownie", "Clam Chowder", "Apple Pie"],
        "where it was asked for"
    );
    let out = lines[1].sold_out.as_ref().unwrap();
    assert_eq!(
        (out.tag.as_str(), lines[1].price.as_ref()),
        ("SOLD OUT", None)
    );
    let swaps: Vec<_> = out
        .swaps
        .iter()
        .map(|s| (s.item.as_str(), s.price.as_str()))
        .collect();
    assert_eq!(swaps[0], ("tomato-soup", "from 5.50"));
    assert!(swaps.len() <= 2);
    assert_eq!(story.send_words(), "1 answer left, then send");
    assert_eq!(story.view().sum.words, "2 items so far");
    let swap = json!({"type": "swap", "line": lines[1].key, "item": "tomato-soup"});
    story.taps(swap);
    let tags = story.view().lines;
    assert!(tags.iter().all(|line| line.sold_out.is_none()));
    assert_eq!(
        story.view().question.unwrap().title,
        "Which size tomato soup?"
    );
    story.add("clam-chowder");
    let skip = story.view().lines.last().unwrap().key.clone();
    story.taps(json!({"type": "skip", "line": skip}));
    assert_eq!(story.lines().len(), 3);
}

#[test]
fn a_line_that_sells_out_later_is_struck_and_can_be_swapped() {
    let mut story = Story::open();
    story.add("brownie");
    story.add("ribeye");
    story.sells_out("ribeye");
    assert_eq!(story.lines()[1], "line_2 1 Ribeye Steak SOLD OUT");
    assert!(
        story.view().question.is_none(),
        "nobody asks how it is to be done"
    );
    assert!(story.view().readback.is_none());
    let swaps = story.view().lines[1].sold_out.clone().unwrap().swaps;
    assert_eq!(swaps.len(), 2);
    story.taps(json!({"type": "swap", "line": "line_2", "item": "half-chicken"}));
    assert_eq!(story.lines()[1], "line_2 1 Roast Half Chicken 19.00 SIDE?");
    story.sells_out("half-chicken");
    story.taps(json!({"type": "skip", "line": "line_2"}));
    assert_eq!(story.lines(), ["line_1 1 Walnut Brownie 7.00"]);
}

#[test]
fn fewer_left_than_asked_for_is_said() {
    let mut story = Story::open();
    story.add("brownie");
    story.taps(json!({"type": "quantity", "line": "line_1", "quantity": 4}));
    let two =
        json!({"type": "set_availability", "item": "brownie", "available": true, "remaining": 2});
    story.kitchen.does(two);
    assert_eq!(story.lines(), ["line_1 4 Walnut Brownie ONLY 2 LEFT"]);
    assert_eq!(story.send_words(), "1 answer left, then send");
    story.taps(json!({"type": "quantity", "line": "line_1", "quantity": 2}));
    assert_eq!(story.send_words(), "Send to kitchen");
    let more = json!({"type": "add", "item": "brownie"});
    assert_eq!(story.refuses(more), "Only 2 of Walnut Brownie left.");
}

#[test]
fn what_is_cleared_comes_back_for_five_seconds() {
    let mut story = Story::open();
    story.add("brownie");
    story.taps(json!({"type": "who", "text": "12"}));
    story.taps(json!({"type": "clear"}));
    assert!(story.lines().is_empty());
    let undo = story.view().undo.unwrap();
    assert_eq!(undo.until_ms - undo.since_ms, 5_000);
    story.wait(UNDO_FOR - Duration::from_millis(1));
    story.taps(json!({"type": "undo"}));
    assert_eq!(story.lines(), ["line_1 1 Walnut Brownie 7.00"]);
    assert_eq!(story.view().who.text.as_deref(), Some("12"));

    story.taps(json!({"type": "clear"}));
    story.wait(UNDO_FOR);
    assert!(story.view().undo.is_none());
    story.taps(json!({"type": "undo"}));
    assert!(story.lines().is_empty(), "too late");

    story.add("brownie");
    story.taps(json!({"type": "clear"}));
    story.add("cola");
    assert!(
        story.view().undo.is_none(),
        "it would take the new order's place"
    );
}

#[test]
fn for_whom_it_is_depends_on_how_it_is_had() {
    let mut story = Story::open();
    let who = |story: &Story| (story.view().who.label, story.view().who.text);
    story.taps(json!({"type": "who", "text": " 12 "}));
    assert_eq!(who(&story), ("Table".to_owned(), Some("12".to_owned())));
    story.taps(json!({"type": "kind", "kind": "takeout"}));
    assert_eq!(who(&story), ("Name".to_owned(), None), "a table is no name");
    story.taps(json!({"type": "who", "text": "Mara"}));
    story.taps(json!({"type": "kind", "kind": "delivery"}));
    assert_eq!(who(&story), ("Name".to_owned(), Some("Mara".to_owned())));
    assert!(story.view().who.wants_address);
    story.taps(json!({"type": "address", "text": "Mill Lane 3"}));
    assert_eq!(story.view().who.address.as_deref(), Some("Mill Lane 3"));
    story.taps(json!({"type": "who", "text": ""}));
    assert_eq!(who(&story).1, None);
    let long = "x".repeat(81);
    assert_eq!(
        story.refuses(json!({"type": "who", "text": long})),
        "At most 80 letters."
    );
    let lane = json!({"type": "kind", "kind": "drive_thru"});
    assert_eq!(story.refuses(lane), "That is not there any more.");
}

#[test]
fn another_menu_mends_the_order_and_says_so() {
    let mut story = Story::open();
    story.add("brownie");
    story.add("apple-pie");
    let mut menu = Menu::parse(COPPER_PAN).unwrap();
    menu.items.retain(|item| item.id.as_str() != "brownie");
    story.kitchen.carry_out(&kitchen::Command::ReplaceMenu {
        menu: Arc::new(menu),
    });
    assert!(story.look());
    assert_eq!(story.lines(), ["line_2 1 Apple Pie 7.50"]);
    let said = story.view().notice.unwrap();
    assert_eq!(
        said,
        "The menu has changed. One item is not on it any more."
    );
    assert!(!story.look(), "said once");
}
