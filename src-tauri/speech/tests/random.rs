//! Whatever is said: no panic, ids from the menu only, and a cart that is the fold of the calls.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says where it stopped"
)]

use kitchen::{
    Menu, RefusalCode, State, UnixMs,
    cart::{Cart, tools},
    menu::COPPER_PAN,
};
use proptest::{collection::vec, prelude::*, sample::select};
use speech::{Dialogue, Heard, Lexicon, Question, Turn, lexicon::english};
use std::sync::{Arc, LazyLock};

const NOW_MS: UnixMs = 0;

static STATE: LazyLock<State> = LazyLock::new(|| State {
    menu: Some(Arc::new(Menu::parse(COPPER_PAN).unwrap())),
    ..State::default()
});
static LEXICON: LazyLock<Arc<Lexicon>> =
    LazyLock::new(|| Arc::new(Lexicon::of(STATE.menu.as_ref().unwrap())));

/// Phrases of the menu and of the counter, numbers, and words of neither.
fn phrases() -> Vec<String> {
    let menu = LEXICON.forms().iter().map(|form| form.words.clone());
    let counter = english::phrases().map(|(_, phrase)| phrase.to_owned());
    let other = "one two three five zero twelve ninety nine thousand 18000 2 first second pizza \
        zebra , . ! it's & \u{1f355} \u{0} ñandú 1st x2 a an";
    let other = other.split(' ').map(str::to_owned);
    // The menu as often as everything else: else nothing is ever ordered.
    let menu: Vec<String> = menu.collect();
    let repeated = menu.iter().cloned().cycle().take(menu.len() * 6);
    repeated.chain(counter).chain(other).collect()
}

fn utterance() -> impl Strategy<Value = (String, bool)> {
    let words = vec(select(phrases()), 0..10).prop_map(|words| words.join(" "));
    (words, prop::bool::weighted(0.8))
}

fn heard(words: &str, sure: bool) -> Heard {
    Heard {
        sure,
        ..Heard::typed(words)
    }
}

/// What must hold after every turn.
fn check(dialogue: &Dialogue, turn: &Turn, fold: &mut Cart) -> Result<(), TestCaseError> {
    let state = &*STATE;
    for (call, result) in &turn.calls {
        let again = tools::run(fold, state, NOW_MS, call);
        prop_assert_eq!(&again, result, "a call does the same again");
        // What is called is what the tool's schema allows, unless it is refused for that.
        let read = tools::Call::read(call.name(), &call.arguments().to_string());
        prop_assert_eq!(&read.unwrap(), call);
    }
    prop_assert_eq!(&*fold, dialogue.cart(), "the cart is the fold of the calls");
    let menu = state.menu.as_ref().unwrap();
    for line in dialogue.cart().lines() {
        let item = menu.item(&line.item).unwrap();
        prop_assert!(state.availability_of(&line.item, NOW_MS).0);
        prop_assert!(kitchen::limits::QUANTITY.contains(&line.quantity));
        prop_assert!(
            line.size
                .as_ref()
                .is_none_or(|id| item.sizes.iter().any(|size| size.id == *id))
        );
    }
    prop_assert!(!turn.says.is_empty(), "every turn is answered");
    prop_assert_eq!(
        turn.asks.is_some(),
        matches!(dialogue.question(), Question::Choice(_))
    );
    for refused in &turn.refused {
        let unknown = refused.code == RefusalCode::UnknownItem;
        prop_assert!(!unknown || refused.item.is_none());
    }
    if turn.wants_submit {
        prop_assert!(dialogue.cart().need(state).is_none());
        prop_assert!(dialogue.cart().lines().iter().all(|line| !line.unsure));
        prop_assert!(!dialogue.cart().is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_words_leave_a_cart_that_the_calls_explain(said in vec(utterance(), 1..8)) {
        let mut dialogue = Dialogue::new(LEXICON.clone());
        let mut fold = Cart::default();
        for (words, sure) in &said {
            let turn = dialogue.hear(&STATE, NOW_MS, &heard(words, *sure));
            check(&dialogue, &turn, &mut fold)?;
        }
    }

    #[test]
    fn nothing_unsure_is_ever_sent(said in vec(utterance(), 1..6)) {
        let mut dialogue = Dialogue::new(LEXICON.clone());
        for (words, _) in &said {
            let before = dialogue.cart().clone();
            let turn = dialogue.hear(&STATE, NOW_MS, &heard(words, false));
            prop_assert!(!turn.wants_submit);
            // Every line that came or changed is marked.
            for line in dialogue.cart().lines() {
                let same = before.lines().iter().any(|known| known == line);
                prop_assert!(line.unsure || same, "{words}: {line:?}");
            }
        }
    }
}
