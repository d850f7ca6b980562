//! The server is killed in the middle of its work, again and again. What it acknowledged is there,
//! once.

mod auditor;
mod screen;
mod till;

use crate::house::House;
use auditor::Auditor;
use futures_util::future::join_all;
use rand::RngExt;
use screen::Screen;
use sim::seed::{chance, seed};
use std::{net::SocketAddr, time::Duration};
use till::Till;
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

/// The variable that says how often it is killed.
const KILLS: &str = "HEARD_KILLS";

/// How often where nobody says: enough to hit every step of a commit now and then, and soon over.
const KILLS_BY_DEFAULT: u32 = 25;

/// The longest that it lives, in ms: some tens of commits.
const LIFE_MS: u64 = 250;

/// Tills that post at the same time.
const TILLS: u64 = 3;

/// Who stands in the kitchen; `None` is the pass.
const PLACES: [Option<&str>; 6] = [
    Some("grill"),
    Some("fry"),
    Some("cold"),
    Some("bar"),
    Some("sweet"),
    None,
];

/// How the server stands, for those who would otherwise knock at a door that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    Up,
    Down,
    /// Up for the last time: finish what you have, and go home.
    Closing,
}

/// What those who load the server know of it.
#[derive(Clone)]
struct Door {
    address: SocketAddr,
    server: watch::Receiver<Server>,
}

impl Door {
    /// Waits until there is a server.
    async fn open(&mut self) -> Server {
        let server = self.server.wait_for(|server| *server != Server::Down).await;
        *server.unwrap()
    }

    fn is_closing(&self) -> bool {
        *self.server.borrow() == Server::Closing
    }
}

fn kills() -> u32 {
    let said = std::env::var(KILLS).ok().map(|text| text.parse().unwrap());
    said.unwrap_or(KILLS_BY_DEFAULT)
}

#[tokio::test]
async fn what_was_acknowledged_is_there_once_however_often_the_server_is_killed() {
    let (seed, kills) = (seed("crash"), kills());
    let began = Instant::now();
    let mut house = House::open().await;
    let token = house.server.token("pos").await.unwrap();
    let (sign, server) = watch::channel(Server::Up);
    let door = Door {
        address: house.server.address(),
        server,
    };
    let mut auditor = Auditor::begin(&house).await;
    let mut tills: Vec<Till> = (0..TILLS)
        .map(|part| Till::new(&door, &token, seed, part))
        .collect();
    let mut screens: Vec<Screen> = (TILLS..)
        .zip(PLACES)
        .map(|(part, place)| Screen::new(&door, &house.display_token, place, seed, part))
        .collect();

    let reaper = async {
        let mut chance = chance(seed, u64::MAX);
        for _ in 0..kills {
            // The moment is what the story is about: any.
            sleep(Duration::from_micros(
                chance.random_range(0..LIFE_MS * 1_000),
            ))
            .await;
            sign.send_replace(Server::Down);
            house.server.kill().await.unwrap();
            house.server.restart().await.unwrap();
            auditor.audit(&house).await;
            sign.send_replace(Server::Up);
        }
        sign.send_replace(Server::Closing);
    };
    tokio::join!(
        reaper,
        join_all(tills.iter_mut().map(Till::work)),
        join_all(screens.iter_mut().map(Screen::work)),
    );

    auditor.audit(&house).await;
    let books = auditor.close();
    let posted = till::assert_once(&tills, &books);
    let commands = screen::assert_once(&screens, &books);
    house
        .assert_all_agree(screens.iter_mut().filter_map(Screen::display))
        .await;
    till::assert_remembered(&mut tills).await;
    screen::assert_remembered(&mut screens).await;
    let (interrupted, unheard) = till::interrupted(&tills);
    println!(
        "{kills} kills in {:.1?}: {} events, {posted} orders, {commands} commands; killed over \
         {interrupted} posts, {unheard} of them done",
        began.elapsed(),
        books.events(),
    );
}
