//! Every fault at a counter: the order once, what was tapped kept, and the design's words.

use clap::ValueEnum;
use futures_util::future::join_all;
use sim::counter::{Fault, Outcome, Stage};

/// No "please" to staff, no "oops", no "error", no codes (design brief, section 9).
fn is_plain(words: &str) -> bool {
    let small = words.to_lowercase();
    let banned = [
        "please", "oops", "sorry", "error", "fault", "invalid", "null",
    ];
    let is_code = |c: char| matches!(c, '_' | '{' | '}' | '<' | '>' | ':' | '/' | '"' | '(');
    !banned.iter().any(|word| small.contains(word))
        && !words.contains(is_code)
        && !words.contains(|c: char| c.is_ascii_digit())
}

/// Plays it, and looks through everything that was shown.
async fn played(fault: Fault, stage: &Stage) {
    let clip = Fault::clip().unwrap();
    let ended = fault.play(stage, &clip, None).await;
    let ended = ended.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
    let film: Vec<_> = ended.film.iter().map(ToString::to_string).collect();
    let film = format!("{fault:?}:\n{}", film.join("\n"));
    for words in ended.film.iter().flat_map(|moment| moment.shown.words()) {
        assert!(is_plain(words), "{words:?} in {film}");
    }
    assert_eq!(ended.misses(fault), None, "{film}");
    assert_eq!(ended.outcome(), Outcome::Order, "{film}");
    assert!(ended.is_kept, "{film}");
}

fn those(which: impl Fn(Fault) -> bool) -> Vec<Fault> {
    let all = Fault::value_variants().iter().copied();
    all.filter(|fault| which(*fault)).collect()
}

#[tokio::test]
async fn what_goes_wrong_between_a_guest_and_our_own_server_is_told_in_the_designs_words() {
    let stage = Stage::open(Fault::DoublePress).await.unwrap();
    // Whoever comes first waits until it has learned its menu.
    played(Fault::DoublePress, &stage).await;
    let others = those(|fault| fault.shares() && fault != Fault::DoublePress);
    join_all(others.into_iter().map(|fault| played(fault, &stage))).await;
}

#[tokio::test]
async fn what_goes_wrong_at_a_server_or_a_provider_is_told_in_the_designs_words() {
    let alone = async |fault| played(fault, &Stage::open(fault).await.unwrap()).await;
    join_all(those(|fault| !fault.shares()).into_iter().map(alone)).await;
}
