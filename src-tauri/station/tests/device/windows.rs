//! Windows of one device: what they are told, and what their presses do.

use crate::kitchen::{Home, grill_state, order, till};
use crate::page::{Page, board, sink};
use sim::PATIENCE;
use station::AskError;
use std::time::{Duration, Instant};
use wire::view::{Intent, LinkState, Place, ToPage};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_seen_bumped_taken_back_and_served() {
    let home = Home::new();
    let running = home.start();
    let mut grill = Page::open(&running.device.station, "main", None).await;
    let mut pass = Page::open(&running.device.station, "pass", Some(Place::Expo)).await;
    let screen = grill.link(LinkState::Live).await.clone();
    let screen = match screen.title.as_str() {
        "Grill" => screen,
        _ => grill
            .until("the menu", |s| s.title == "Grill")
            .await
            .clone(),
    };
    assert_eq!(
        screen.place,
        board("grill"),
        "nobody placed it: the first station"
    );
    let mut till = till(&home.data(), &screen).await.unwrap();

    let id = order(&mut till, "kids-pasta").await;
    assert_eq!(grill.tickets(1).await[0].order, id);
    pass.until("a strip", |s| s.strips.len() == 1).await;

    grill.bump(&id).await;
    grill.tickets(0).await;
    pass.until("whole", |s| s.strips[0].whole).await;
    // A bump is shown before it is sent; whoever asks the server waits for the server.
    grill.until("taken", |s| s.link.saved == 0).await;
    assert_eq!(grill_state(&mut till, &id).await, "ready");

    grill.press(Intent::Undo { order: id.clone() }).await;
    let back = grill.tickets(1).await;
    assert!(back[0].recalled_from_ms.is_some());
    pass.until("not whole", |s| !s.strips[0].whole).await;

    grill.bump(&id).await;
    pass.until("whole again", |s| s.strips[0].whole).await;
    pass.bump(&id).await;
    let served = pass.until("served", |s| s.strips.is_empty()).await;
    assert_eq!(served.gone[0].order, id);
    assert_eq!(served.facts.open, 0);
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_bump_comes_back_with_a_reason_and_goes_when_it_is_read() {
    let home = Home::new();
    let running = home.start();
    let (mut grill, screen) = running.grill().await;
    let mut till = till(&home.data(), &screen).await.unwrap();
    let id = order(&mut till, "kids-pasta").await;
    grill.tickets(1).await;
    let allergy = serde_json::json!({"change": [{"line": "1", "allergies": ["milk"]}]});
    let path = format!("/v1/orders/{id}/amend");
    let amended = till.post(&path, None, allergy.to_string()).await.unwrap();
    assert_eq!(amended.status, 200, "{}", amended.json());

    grill.bump(&id).await;
    let refused = |screen: &wire::view::Screen| screen.tickets[0].refused.clone();
    let screen = grill.until("refused", |s| refused(s).is_some()).await;
    let words = "It was changed. Press Heard first.";
    assert_eq!(refused(screen).as_deref(), Some(words));
    grill.press(Intent::Dismiss { order: id.clone() }).await;
    grill.until("read", |s| refused(s).is_none()).await;

    grill.press(Intent::Heard { order: id.clone() }).await;
    grill
        .until("heard", |s| s.tickets[0].blocked.is_none())
        .await;
    grill.bump(&id).await;
    grill.tickets(0).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_hears_something_every_second_and_a_gone_one_is_forgotten() {
    let home = Home::new();
    let running = home.start();
    let station = &running.device.station;
    let mut page = Page::open(station, "main", None).await;
    page.link(LinkState::Live).await;
    let began = Instant::now();
    let mut beats = 0;
    while beats < 3 {
        if let ToPage::Beat { heard_at_ms } = page.hear().await {
            assert!(heard_at_ms.is_some());
            beats += 1;
        }
    }
    assert!(
        began.elapsed() < Duration::from_secs(6),
        "{:?}",
        began.elapsed()
    );
    let mut others = Vec::new();
    for number in 1..16 {
        others.push(Page::open(station, &format!("w{number}"), None).await);
    }
    let (one_more, _messages) = sink();
    let refused = station.subscribe("one more", None, one_more).await;
    assert_eq!(refused, Err(AskError::TooManyWindows));
    // Nothing is left of a page that is gone, as soon as there is something to tell it.
    drop(page);
    let find_room = async {
        let (one_more, _messages) = sink();
        let mut taken = station.subscribe("one more", None, one_more).await;
        while taken.is_err() {
            others[0].hear().await;
            let (one_more, _messages) = sink();
            taken = station.subscribe("one more", None, one_more).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, find_room).await;
    assert!(found.is_ok(), "a gone window keeps its place");
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_loaded_anew_takes_the_place_of_the_old_one() {
    let home = Home::new();
    let running = home.start();
    let station = &running.device.station;
    let mut old = Page::open(station, "main", Some(board("fry"))).await;
    old.link(LinkState::Live).await;
    let mut new = Page::open(station, "main", None).await;
    let screen = new.until("a screen", |_| true).await;
    assert_eq!(screen.place, board("fry"), "it goes on where it was");
    assert!(old.is_over().await);
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_turns_to_another_place_and_finds_it_again_after_a_restart() {
    let home = Home::new();
    let running = home.start();
    let (mut page, _) = running.grill().await;
    let turn = Intent::Turn { place: Place::Expo };
    page.press(turn).await;
    page.until("the pass", |s| s.title == "Expo").await;
    running.end().await;

    let running = home.start();
    let mut page = Page::open(&running.device.station, "main", None).await;
    let screen = page.until("a screen", |_| true).await;
    assert_eq!(screen.place, Place::Expo);
    running.end().await;
}
