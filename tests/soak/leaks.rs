//! A leak of each kind is planted in a server that works, and the server tells which it is; where none is
//! planted it tells nothing. The watch is the product's own, at a thousand times its speed.

use crate::{
    alone,
    plant::{Kind, Leaked},
    rig::Rig,
    traffic,
};
use scope::{time::sleep, watch::Settings};
use std::{num::NonZeroU32, time::Duration};
use tokio::time::timeout;

/// How much faster a day passes.
const SPEED: u32 = 1_000;

/// Until caches are full and the menu is learned.
const WARM_UP: Duration = Duration::from_secs(5);

/// Longer than the story.
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Samples without a leak: twice as many as a warning takes.
const CLEAN: u32 = 500;

/// A leak must be told within so many samples: as many as are kept, as growth must hold for, and half
/// again.
const TOLD_WITHIN: u32 = 450;

/// How long one sample may take on a machine that has other things to do.
const SAMPLE_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_leak_of_each_kind_is_told_by_its_name() {
    let _alone = alone().await;
    let faster = Settings::default().faster(NonZeroU32::new(SPEED).unwrap());
    let rig = Rig::open(Settings {
        warm_up: WARM_UP,
        // What leaks for seconds and is given back is no trend of a day.
        hour: DAY,
        ..faster
    })
    .await;
    let traffic = traffic::begin(rig.address, 7);
    let begun = scope::time::Instant::now();
    while begun.elapsed() < WARM_UP {
        sample(&rig).await;
    }
    for _ in 0..CLEAN {
        sample(&rig).await;
    }
    let warned = |rig: &Rig| watching(rig, |watch| watch.warned());
    assert_eq!(rig.grown().await, [""; 0]);
    assert_eq!(warned(&rig), 0);

    for kind in Kind::ALL {
        let (samples, told) = told(&rig, kind).await;
        println!("{kind:?}: told after {samples} samples as {told:?}");
        for name in told {
            let is_known = name == kind.name() || kind.may_bring(&name);
            assert!(is_known, "{kind:?} was told as {name}");
        }
        let mut samples = 0;
        loop {
            let told = rig.grown().await;
            if told.is_empty() {
                break;
            }
            samples += 1;
            assert!(
                samples < TOLD_WITHIN,
                "{kind:?} is undone, and told still: {told:?}"
            );
            sample(&rig).await;
        }
    }
    assert!(!traffic.token().is_cancelled(), "the traffic broke off");
    drop(traffic);
    let closed = rig.server.stop().await;
    assert!(closed.is_clean(), "{closed}");
}

/// Leaks until the server tells it by its name; after how many samples, and all it tells.
async fn told(rig: &Rig, kind: Kind) -> (u32, Vec<String>) {
    let mut leaked = Leaked::new(kind, rig);
    for samples in 1..=TOLD_WITHIN {
        if samples % kind.every() == 0 {
            leaked.leak().await;
        }
        sample(rig).await;
        let grows = watching(rig, |watch| !watch.warnings().is_empty());
        if !grows {
            continue;
        }
        let told = rig.grown().await;
        if told.iter().any(|name| name == kind.name()) {
            return (samples, told);
        }
    }
    let told = rig.grown().await;
    panic!("{kind:?} is not told in {TOLD_WITHIN} samples; what is told: {told:?}");
}

/// Waits for the watch's next sample.
async fn sample(rig: &Rig) {
    let at = |rig: &Rig| watching(rig, |watch| watch.latest().map(|sample| sample.at));
    let last = at(rig);
    let next = async {
        while at(rig) == last {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(SAMPLE_WITHIN, next).await.unwrap();
}

fn watching<T>(rig: &Rig, look: impl FnOnce(&scope::watch::Watch) -> T) -> T {
    rig.server.app().watching.as_ref().unwrap().look(look)
}
