//! However a connection ends, nothing is left of it: no task, no descriptor, no memory.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::time::Duration;

use common::{Pair, empty, open, opened, pair, pair_with, within};
use peer::{By, Closing, Event, Offered, Peer, Phase, Settings};
use scope::Scope;
use tokio::sync::oneshot;

/// How often each way to end is gone. There are ten ways, two connections in most: over 200
/// connections.
const ROUNDS: usize = 12;

/// A connection that would rather end than wait.
fn impatient() -> Settings {
    Settings {
        setup: Duration::from_millis(300),
        disconnected: Duration::from_millis(500),
        grace: Duration::from_millis(500),
        ..Settings::default()
    }
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

async fn offer(scope: &Scope) -> Offered {
    let offered = Peer::offer(&scope.handle(), &Settings::default()).await;
    offered.unwrap()
}

async fn closed(peer: &mut Peer) -> Closing {
    loop {
        match within(peer.events.next()).await {
            Some(Event::Closed(closing)) => {
                within(peer.connection.closed()).await;
                return closing;
            }
            Some(_) => {}
            None => panic!("no word of the end"),
        }
    }
}

#[test]
fn nothing_is_left_however_it_ends() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        // What the runtime and the library make once for all.
        one_of_each(&root).await;
        let before = descriptors();
        for _ in 1..ROUNDS {
            one_of_each(&root).await;
        }
        assert_eq!(descriptors(), before);
    });
}

async fn one_of_each(root: &Scope) {
    // Boxed: together they are more than a test's stack.
    tokio::join!(
        Box::pin(closed_by_either(root)),
        Box::pin(dropped(root)),
        Box::pin(vanished(root)),
        Box::pin(scope_dropped(root)),
        Box::pin(scope_closed(root)),
        Box::pin(never_answered(root)),
        Box::pin(answer_given_up(root)),
        Box::pin(keys_never_agreed(root)),
        Box::pin(garbage(root)),
    );
    empty(root).await;
}

async fn closed_by_either(root: &Scope) {
    let Pair {
        mut ours,
        mut theirs,
    } = opened(&root.handle()).await;
    theirs.connection.close("hang-up");
    let told = closed(&mut theirs).await;
    assert_eq!(
        told.to_string(),
        "ended by us in phase open: hang-up",
        "the reason is the one given"
    );
    assert_eq!(closed(&mut ours).await.by, By::Peer);
}

/// Dropped while it opens, and while it is open.
async fn dropped(root: &Scope) {
    let Pair { ours, mut theirs } = pair_with(&root.handle(), &impatient()).await;
    drop(ours);
    let closing = closed(&mut theirs).await;
    assert!(matches!(closing.by, By::Peer | By::Deadline), "{closing}");

    let Pair { ours, mut theirs } = pair(&root.handle()).await;
    open(&mut theirs).await;
    drop(ours);
    assert_eq!(closed(&mut theirs).await.by, By::Peer);
}

/// The peer's runtime dies: its tasks and sockets are gone, and it says nothing.
async fn vanished(root: &Scope) {
    let (offer, offered) = oneshot::channel();
    let (answer, answered) = oneshot::channel();
    let there = root.spawn_thread("there", move |_| {
        let live = async {
            let there = Scope::root("there");
            let offered = Peer::offer(&there.handle(), &impatient()).await.unwrap();
            offer.send(offered.sdp().to_owned()).unwrap();
            let answer: String = answered.await.unwrap();
            let mut ours = offered.answered(&answer).await.unwrap();
            open(&mut ours).await;
            (there, ours)
        };
        // The runtime is gone before what lived in it is told.
        drop(scope::run(Some(1), live));
    });
    let offered = offered.await.unwrap();
    let theirs = Peer::answer(&root.handle(), &offered, &impatient()).await;
    let (text, mut theirs) = theirs.unwrap();
    answer.send(text).unwrap();
    open(&mut theirs).await;
    let closing = closed(&mut theirs).await;
    assert_eq!(closing.by, By::Lost, "{closing}");
    within(there).await.unwrap();
}

/// Ours ends at once, by abort.
async fn scope_dropped(root: &Scope) {
    let below = root.child("below");
    let Pair {
        mut ours,
        mut theirs,
    } = pair(&below.handle()).await;
    open(&mut ours).await;
    open(&mut theirs).await;
    drop(below);
    assert_eq!(closed(&mut ours).await.by, By::Us);
    assert_eq!(closed(&mut theirs).await.by, By::Us);
}

/// Ours ends in good order: the peer is told.
async fn scope_closed(root: &Scope) {
    let below = root.child("below");
    let offered = offer(root).await;
    let (answer, mut theirs) = Peer::answer(&below.handle(), offered.sdp(), &Settings::default())
        .await
        .unwrap();
    let mut ours = offered.answered(&answer).await.unwrap();
    open(&mut ours).await;
    open(&mut theirs).await;
    let report = below.close(Duration::from_secs(2)).await;
    assert!(report.is_clean(), "{report}");
    assert_eq!(closed(&mut theirs).await.by, By::Us);
    assert_eq!(closed(&mut ours).await.by, By::Peer);
}

async fn never_answered(root: &Scope) {
    let offered = Peer::offer(&root.handle(), &impatient()).await.unwrap();
    let (_, mut theirs) = Peer::answer(&root.handle(), offered.sdp(), &impatient())
        .await
        .unwrap();
    drop(offered);
    let closing = closed(&mut theirs).await;
    assert_eq!((closing.by, closing.phase), (By::Deadline, Phase::Ice));
}

/// Whoever asked for an answer goes away while it is made, at any of its awaits.
async fn answer_given_up(root: &Scope) {
    let offered = Peer::offer(&root.handle(), &impatient()).await.unwrap();
    for polls in 1..8 {
        let handle = root.handle();
        let settings = impatient();
        let mut answer = Box::pin(Peer::answer(&handle, offered.sdp(), &settings));
        for _ in 0..polls {
            tokio::select! {
                biased;
                _ = &mut answer => break,
                () = tokio::task::yield_now() => {}
            }
        }
        drop(answer);
    }
}

/// ICE finds its way, and then nobody there speaks DTLS: the offering side is frozen once it has
/// been seen.
async fn keys_never_agreed(root: &Scope) {
    let other = Peer::offer(&root.handle(), &impatient()).await.unwrap();
    // Another's keys with this one's addresses: the handshake cannot succeed.
    let offered = Peer::offer(&root.handle(), &impatient()).await.unwrap();
    let print = |sdp: &str| {
        let line = sdp.lines().find(|line| line.starts_with("a=fingerprint:"));
        line.unwrap().to_owned()
    };
    let forged = offered
        .sdp()
        .replace(&print(offered.sdp()), &print(other.sdp()));
    let (answer, mut theirs) = Peer::answer(&root.handle(), &forged, &impatient())
        .await
        .unwrap();
    let mut ours = offered.answered(&answer).await.unwrap();
    let closing = closed(&mut theirs).await;
    assert_eq!(closing.phase, Phase::Dtls, "{closing}");
    println!("{closing} / {}", closed(&mut ours).await);
}

async fn garbage(root: &Scope) {
    let offered = Peer::offer(&root.handle(), &impatient()).await.unwrap();
    let nothing = Peer::answer(&root.handle(), "v=0\r\n", &impatient()).await;
    assert!(nothing.unwrap_err().is_their_fault());
    let answered = offered.answered("v=0\r\n").await;
    assert!(answered.unwrap_err().is_their_fault());
}
