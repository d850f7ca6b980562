//! Clocks that are set and machines that sleep: a ticket is as old as it is, whatever they show, and the link goes on.
//! The wall clocks are made up; the server, the link and what is between them are not.

use crate::{
    alone,
    rig::{Clocks, Rig},
};
use kitchen::{Order, OrderId};
use link::{Link, LinkConfig, LinkHandle, Phase, Picture, TcpConnector};
use scope::{Scope, watch::Settings};
use serde_json::json;
use sim::{PATIENCE, http::Client};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::timeout};
use wire::Device;

/// An hour, in ms.
const HOUR_MS: i64 = 3_600_000;

/// A day, in ms.
const DAY_MS: i64 = 24 * HOUR_MS;

/// By how much an age may be off, in ms: the story's own time on a busy machine, and far less than what
/// is moved.
const ABOUT_MS: i64 = 60_000;

/// A screen of a kitchen, each with a clock of its own.
struct Kitchen {
    rig: Rig,
    screen: Arc<Clocks>,
    picture: watch::Receiver<Picture>,
    /// Held, since a link that nobody can ask any more has ended.
    _link: LinkHandle,
    scope: Scope,
}

impl Kitchen {
    async fn open() -> Self {
        let rig = Rig::open(Settings::default()).await;
        let screen = Arc::new(Clocks::default());
        let scope = Scope::root("screen");
        let wall = screen.clone();
        let config = LinkConfig {
            address: rig.address.into(),
            token: "display".into(),
            device: Device {
                id: "grill".to_owned(),
                name: "grill".to_owned(),
                version: "1".to_owned(),
            },
            outbox_path: rig.file("outbox"),
            replica: None,
            seed: 7,
            wall: Arc::new(move || wall.wall_ms()),
        };
        let (_link, picture) = Link::start(&scope, config, TcpConnector).unwrap();
        let mut kitchen = Self {
            rig,
            screen,
            picture,
            _link,
            scope,
        };
        kitchen.until(|picture| picture.replica.is_some()).await;
        kitchen
    }

    /// Waits until the screen knows what is wanted.
    async fn until(&mut self, wanted: impl FnMut(&Picture) -> bool) {
        let known = timeout(PATIENCE, self.picture.wait_for(wanted)).await;
        known.unwrap().unwrap();
    }

    /// Places an order, and waits until it is on the screen.
    async fn order(&mut self) -> OrderId {
        let order = json!({
            "service": {"type": "takeout"},
            "lines": [{"item": "lemonade", "size": "large"}],
        });
        let mut till = Client::new(self.rig.address, "pos");
        let placed = till.post("/v1/orders", None, order.to_string()).await;
        let id: OrderId = placed.unwrap().json()["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        self.until(|picture| found(picture, id).is_some()).await;
        id
    }

    /// How old an order is on the screen, in ms: its clock, what the link says that is off by, and when
    /// the order was placed.
    fn age_ms(&self, id: OrderId) -> i64 {
        let picture = self.picture.borrow();
        age_ms(&picture, &self.screen, id)
    }

    /// Waits until an order is about so old on the screen, while the server is there.
    async fn until_aged(&mut self, id: OrderId, wanted_ms: i64) {
        let clocks = self.screen.clone();
        self.until(|picture| {
            let is_about = age_ms(picture, &clocks, id).abs_diff(wanted_ms) < ABOUT_MS as u64;
            is_about && picture.status.phase == Phase::Live
        })
        .await;
    }

    async fn close(self) {
        assert!(self.scope.close(PATIENCE).await.is_clean());
        assert!(self.rig.server.stop().await.is_clean());
    }
}

fn found(picture: &Picture, id: OrderId) -> Option<Arc<Order>> {
    picture.replica.as_ref()?.state.orders.get(&id).cloned()
}

fn age_ms(picture: &Picture, clocks: &Clocks, id: OrderId) -> i64 {
    let order = found(picture, id).unwrap();
    clocks.wall_ms() + picture.server_time_offset_ms - order.placed_at_ms
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_a_day_makes_no_ticket_younger() {
    let _alone = alone().await;
    let mut kitchen = Kitchen::open().await;
    let first = kitchen.order().await;
    assert!((0..ABOUT_MS).contains(&kitchen.age_ms(first)));

    // The server's: its events go on from where they were.
    kitchen.rig.clocks.move_by(-DAY_MS);
    let second = kitchen.order().await;
    for id in [first, second] {
        assert!((0..ABOUT_MS).contains(&kitchen.age_ms(id)));
    }
    assert!(kitchen.age_ms(second) <= kitchen.age_ms(first));

    // The screen's: it is told by the next answer of the server.
    kitchen.screen.move_by(-DAY_MS);
    kitchen.until_aged(first, 0).await;
    kitchen.screen.move_by(2 * DAY_MS);
    kitchen.until_aged(second, 0).await;
    kitchen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_of_sleep_makes_every_ticket_an_hour_older_and_the_link_goes_on() {
    let _alone = alone().await;
    let mut kitchen = Kitchen::open().await;
    let before = kitchen.order().await;
    // As Linux has it: in sleep the monotonic clock, which deadlines are of, stands still, and the wall
    // clock does not (clock_gettime(2)). Server and screen are on one laptop.
    kitchen.rig.clocks.move_by(HOUR_MS);
    kitchen.screen.move_by(HOUR_MS);
    kitchen.until_aged(before, HOUR_MS).await;
    let after = kitchen.order().await;
    assert!((0..ABOUT_MS).contains(&kitchen.age_ms(after)));
    // No deadline was missed for the hour: nobody was taken for gone, and nothing was done twice.
    let picture = kitchen.picture.borrow().clone();
    assert_eq!(picture.status.phase, Phase::Live);
    kitchen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_starts_after_its_clock_was_set_back_goes_on_from_its_last_event() {
    let _alone = alone().await;
    let rig = Rig::open(Settings::default()).await;
    let placed = rig.restaurant().head();
    let last_ms = rig.server.app().clock.now_ms();
    assert!(placed.seq > 0);
    let rig = rig.again_at(-DAY_MS).await;
    let begun = rig.server.app().clock.now_ms();
    // It may not know when it was asked last, but it knows its last event.
    assert!(begun > last_ms - Duration::from_secs(60).as_millis() as i64);
    assert!(rig.server.stop().await.is_clean());
}
