//! A device's whole link against the real server: it shows what is, keeps what is bumped meanwhile,
//! and says it once.

use crate::house::{House, assert_same, bump, burger_and_lemonade};
use kitchen::{Command, OrderId, State};
use link::{Link, LinkConfig, LinkHandle, Phase, Picture, TcpConnector};
use scope::Scope;
use sim::PATIENCE;
use std::{path::Path, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};
use wire::Device;

/// Within this a dead server must be noticed. Part 4 of the project's plan for the link.
const NOTICED_WITHIN: Duration = Duration::from_secs(3);

/// A device with a link.
struct Screen {
    /// Owns the link.
    scope: Scope,
    link: LinkHandle,
    picture: watch::Receiver<Picture>,
}

impl Screen {
    fn turn_on(house: &House, outbox: &Path) -> Self {
        let scope = Scope::root("screen");
        let config = LinkConfig {
            address: house.server.address().into(),
            token: house.display_token.as_str().into(),
            device: Device {
                id: "grill".to_owned(),
                name: "Grill".to_owned(),
                version: "1.0.0".to_owned(),
            },
            outbox_path: outbox.to_owned(),
            replica: None,
            seed: 7,
            wall: link::system_clock(),
        };
        let (link, picture) = Link::start(&scope, config, TcpConnector).unwrap();
        Self {
            scope,
            link,
            picture,
        }
    }

    async fn turn_off(self) {
        let closed = self.scope.close(PATIENCE).await;
        assert!(closed.is_clean(), "{closed}");
    }

    /// Waits for a picture like that.
    async fn until(&mut self, wanted: impl Fn(&Picture) -> bool) -> Picture {
        let seen = timeout(PATIENCE, self.picture.wait_for(|picture| wanted(picture))).await;
        seen.expect("it is not seen in time").unwrap().clone()
    }

    async fn until_live(&mut self) -> Picture {
        self.until(|picture| picture.status.phase == Phase::Live)
            .await
    }
}

fn state(picture: &Picture) -> &State {
    &picture.replica.as_ref().unwrap().state
}

fn bumps_of(state: &State, order: OrderId, station: &str) -> bool {
    let lines = &state.orders[&order].lines;
    lines.iter().any(|line| {
        line.at(&station.into())
            .is_some_and(|part| part.bump_seq.is_some())
    })
}

async fn assert_current(house: &House, screen: &mut Screen) {
    let newcomer = house.display("newcomer").await;
    let seq = newcomer.state().seq;
    let picture = screen
        .until(|picture| {
            picture
                .replica
                .as_ref()
                .is_some_and(|replica| replica.state.seq == seq)
        })
        .await;
    assert_same(&state(&picture).snapshot().unwrap(), newcomer.snapshot());
}

#[tokio::test]
async fn bumps_of_an_outage_land_once_though_screen_and_server_both_restart() {
    let mut house = House::open().await;
    let folder = tempfile::tempdir().unwrap();
    let outbox = folder.path().join("outbox.json");
    let first = house.place(&burger_and_lemonade("pos-1")).await;
    let second = house.place(&burger_and_lemonade("pos-2")).await;

    let mut screen = Screen::turn_on(&house, &outbox);
    screen.until_live().await;
    screen.link.submit(bump(first, Some("fry"))).await.unwrap();
    screen
        .until(|picture| bumps_of(state(picture), first, "fry"))
        .await;
    screen.until(|picture| picture.outbox.is_empty()).await;

    house.server.kill().await.unwrap();
    let killed = Instant::now();
    screen
        .until(|picture| picture.status.phase != Phase::Live)
        .await;
    assert!(killed.elapsed() < NOTICED_WITHIN, "{:?}", killed.elapsed());

    // What is bumped is shown at once, kept, and still there after the screen restarted.
    screen
        .link
        .submit(bump(first, Some("grill")))
        .await
        .unwrap();
    let never = Command::Recall {
        order: second,
        station: Some("bar".into()),
        lines: None,
    };
    screen.link.submit(never.clone()).await.unwrap();
    let third = screen
        .link
        .submit(bump(second, Some("grill")))
        .await
        .unwrap();
    let picture = screen.until(|picture| picture.outbox.len() == 3).await;
    let predicted = picture.predicted(0).unwrap();
    assert!(bumps_of(&predicted, first, "grill") && bumps_of(&predicted, second, "grill"));
    screen.turn_off().await;
    let mut screen = Screen::turn_on(&house, &outbox);
    let picture = screen.until(|picture| picture.outbox.len() == 3).await;
    assert_eq!(picture.outbox[2].id, third);

    house.server.restart().await.unwrap();
    screen.link.try_now().await.unwrap();
    let picture = screen
        .until(|picture| picture.status.phase == Phase::Live && picture.outbox.is_empty())
        .await;
    // The one that could not be is handed out, and the ones behind it went on.
    let refused: Vec<_> = picture.refused.iter().collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(
        (&*refused[0].body, refused[0].code.as_str()),
        (&never, "nothing_to_recall")
    );
    screen.link.dismiss(refused[0].id).await.unwrap();
    screen.until(|picture| picture.refused.is_empty()).await;

    assert_current(&house, &mut screen).await;
    for order in [first, second] {
        assert!(bumps_of(state(&screen.picture.borrow()), order, "grill"));
    }
    // Menu, two orders, three bumps: nothing twice.
    assert_eq!(state(&screen.picture.borrow()).seq, 6);
    screen.turn_off().await;
}

#[tokio::test]
async fn a_screen_follows_the_server_through_many_restarts() {
    let mut house = House::open().await;
    let folder = tempfile::tempdir().unwrap();
    let mut screen = Screen::turn_on(&house, &folder.path().join("outbox.json"));
    for round in 0..5 {
        let order = house
            .place(&burger_and_lemonade(&format!("pos-{round}")))
            .await;
        screen
            .until(|picture| {
                picture
                    .replica
                    .as_ref()
                    .is_some_and(|replica| replica.state.orders.contains_key(&order))
            })
            .await;
        house.server.kill().await.unwrap();
        screen
            .link
            .submit(bump(order, Some("grill")))
            .await
            .unwrap();
        house.server.restart().await.unwrap();
        screen.link.try_now().await.unwrap();
        screen
            .until(|picture| picture.outbox.is_empty() && bumps_of(state(picture), order, "grill"))
            .await;
    }
    assert_current(&house, &mut screen).await;
    assert_eq!(state(&screen.picture.borrow()).seq, 1 + 2 * 5);
    screen.turn_off().await;
}
