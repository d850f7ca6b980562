//! Displays, requests and guests that come and go, each with a fault of its own, leave nothing behind. Ten
//! thousand of them are a figure of the benchmark; here are as many as a suite has time for.

use crate::house::House;
use futures_util::{StreamExt, stream};
use sim::{
    PATIENCE,
    seed::{chance, seed},
    soak::{Auditor, Fault, Guests, Keys},
};
use std::time::{Duration, Instant};

/// How many come and go.
const FAULTS: u64 = 1_500;

/// How many do so at a time.
const AT_A_TIME: usize = 32;

/// The guests among them.
const GUESTS: Guests = Guests {
    talks: 30,
    calls: 150,
};

/// How long the server has to let go of the last ones on a machine that has other things to do; the
/// benchmark holds it to the 10 s.
const LET_GO_WITHIN: Duration = PATIENCE;

async fn faults(house: &House, keys: &Keys, seed: u64, count: u64) {
    let all = stream::iter(0..count).map(|number| async move {
        let mut chance = chance(seed, number);
        let fault = Fault::draw(&mut chance, Some(GUESTS));
        let happened = fault.happen(&house.server, keys, number, &mut chance).await;
        happened.unwrap_or_else(|error| panic!("{error:#}"));
    });
    all.buffer_unordered(AT_A_TIME).collect::<()>().await;
}

#[tokio::test]
async fn leave_nothing_behind() {
    let seed = seed("coming and going");
    let house = House::open().await;
    let keys = Keys::cut(&house.server).await.unwrap();
    let mut stayer = house.display("stayer").await;
    // The first open what stays open: files of the database, threads of the runtime.
    faults(&house, &keys, seed, FAULTS / 5).await;
    let mut auditor = Auditor::of(&house.server);
    let before = auditor.settled(2 * PATIENCE).await.unwrap();

    let began = Instant::now();
    faults(&house, &keys, seed + 1, FAULTS).await;
    println!("{FAULTS} faults in {:.1?}", began.elapsed());
    let took = auditor.again(&before, LET_GO_WITHIN).await;
    println!("let go in {:.1?}", took.unwrap());
    house.assert_all_agree([&mut stayer]).await;
}
