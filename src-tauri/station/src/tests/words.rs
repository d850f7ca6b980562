//! Words for cooks: short sentences, never a code.

use crate::words;
use kitchen::RefusalCode;
use link::Cause;
use wire::ErrorCode;

fn is_said_to_a_cook(words: &str) -> bool {
    let begins = words.chars().next().is_some_and(char::is_uppercase);
    let plain = |c: char| c.is_alphabetic() || " .,'?".contains(c);
    begins && words.ends_with(['.', '?']) && words.chars().all(plain) && words.len() <= 60
}

#[test]
fn every_refusal_has_words() {
    let own = ErrorCode::OWN.iter().copied();
    let kitchen = RefusalCode::ALL.iter().copied().map(ErrorCode::Refused);
    for code in own.chain(kitchen) {
        let words = words::refusal(code);
        assert!(is_said_to_a_cook(words), "{code}: {words}");
    }
}

#[test]
fn every_end_of_a_connection_has_words() {
    let codes = [1001, 1009, 4400, 4401, 4403, 4408, 4409, 4429, 4999];
    let closed = codes.map(|code| Cause::Closed {
        code: Some(code),
        reason: "slow_consumer".to_owned(),
    });
    let others = [
        Cause::OpenFailed("Connection refused (os error 111)".to_owned()),
        Cause::Lost("Broken pipe (os error 32)".to_owned()),
        Cause::TimedOut,
        Cause::Silent,
        Cause::Slept,
        Cause::Fault(link::Fault::NoPicture),
        Cause::Started,
    ];
    for cause in closed.iter().chain(&others) {
        let words = words::no_link(cause);
        assert!(is_said_to_a_cook(words), "{cause}: {words}");
    }
}
