//! What a reading would mean, so that readings can be compared by their meaning and not by their
//! words.

use super::carts::carts;
use super::count::{Plurals, numbers_count};
use super::plain::is_plain;
use crate::grammar::{self, Act, Context, Parse, Say, Wanted};
use crate::lexicon::Lexicon;
use std::sync::Arc;

/// The meaning of readings, on one menu.
#[derive(Debug)]
pub struct Sense {
    lexicon: Arc<Lexicon>,
    plurals: Plurals,
    /// Carts that have everything, so that what changes or takes off a line finds one; each with
    /// another line that was spoken of last, for "make it large" and "no onions on that".
    carts: Vec<Context>,
}

/// What one reading means.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// The acts, as a text that is the same for the same acts.
    pub acts: String,
    /// Whether the words are a whole order, answer or correction that may be acted on.
    pub whole: bool,
    /// Whether numbers and plurals agree: "two tacos", neither "two taco" nor "the tacos".
    pub agrees: bool,
    /// Whether what there are several of is counted, as in "two tacos", and in "two taco" too: an
    /// "s" is lost more easily than a number is made up.
    pub counted: bool,
    /// The words that carry it, by their place.
    pub content: Vec<usize>,
    /// How far it is from the plainest way to say something, as [`Parse::cost`] has it.
    pub cost: u32,
}

/// Words of what can be a correction of what was spoken of last: longer ones name what they change,
/// and of long nonsense each parse takes milliseconds.
const CORRECTION: usize = 8;

/// What it costs to be said of a cart rather than into an empty one: as much as an item of which
/// only a part is named, or a little more. Most utterances are orders.
const LATER: u32 = 30;

/// What it costs not to be whole: more than any liberty of a whole reading.
const BROKEN: u32 = 200;

/// A reading that costs more is a guess. Of 2,400 made-up orders three cost more than 60.
const GUESSED: u32 = 100;

/// The same of what is said of a cart, which not all have: as much as a bare number that becomes
/// how many there are of something ("two please", for "two pies").
const GUESSED_LATER: u32 = 60;

impl Sense {
    /// For one menu.
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        Self {
            plurals: Plurals::of(lexicon.menu()),
            carts: carts(&lexicon),
            lexicon,
        }
    }

    /// What the words mean: as a new order or as something said of a cart, whichever is more
    /// likely meant.
    pub fn of(&self, words: &[&str]) -> Meaning {
        let cost = |meaning: &Meaning| match meaning.whole {
            true => meaning.cost,
            false => meaning.cost + BROKEN,
        };
        let mut likely = self.within(words, &Context::default());
        for cart in &self.carts {
            let mut later = self.within(words, cart);
            later.cost += LATER;
            if cost(&later) < cost(&likely) {
                likely = later;
            }
            if likely.whole || words.len() > CORRECTION {
                break;
            }
        }
        likely
    }

    fn within(&self, words: &[&str], context: &Context) -> Meaning {
        let parse = grammar::parse(&self.lexicon, words.iter().copied(), context);
        let orders = |act: &Act| matches!(act, Act::Add(_));
        // What is ordered needs no cart: words that only a cart gives a meaning to were misheard.
        let (imagined, guessed) = match context.lines.is_empty() {
            true => (false, GUESSED),
            false => (parse.acts.iter().any(orders), GUESSED_LATER),
        };
        let whole = parse.complete
            && parse.cost < guessed
            && !imagined
            && !is_mixed(&parse)
            && !is_said_twice(&parse)
            && numbers_count(&self.lexicon, words, &parse.acts)
            && is_plain(words, &parse.content);
        let mut acts = parse.acts;
        for act in &mut acts {
            // What it was called does not change what it is.
            if let Act::Add(wanted) = act {
                wanted.words.clear();
            }
        }
        let counted = self.plurals.agree(words, &parse.content, &acts);
        Meaning {
            whole,
            agrees: parse.agrees && counted,
            counted,
            acts: format!("{acts:?}"),
            content: parse.content,
            cost: parse.cost,
        }
    }
}

/// Whether something is ordered and something is changed or taken back in one breath. It can be
/// meant, but is rather the trace of words that were misheard: "an order of mozzarella sticks" as
/// "an order, order, remove that".
fn is_mixed(parse: &Parse) -> bool {
    let orders = |act: &Act| matches!(act, Act::Add(_));
    let goes_with_orders = |act: &Act| {
        orders(act)
            || matches!(
                act,
                Act::Allergic(_) | Act::For(_) | Act::Say(Say::Yes | Say::Done | Say::Submit)
            )
    };
    parse.acts.iter().any(orders) && !parse.acts.iter().all(goes_with_orders)
}

/// Whether the same is ordered twice in one breath: who wants two says so. "Small and a small
/// lemonade" was "a small cola and a small lemonade".
fn is_said_twice(parse: &Parse) -> bool {
    let lines = parse.acts.iter().enumerate();
    let mut orders = lines.filter_map(|(at, act)| match act {
        Act::Add(wanted) => Some((at, wanted)),
        _ => None,
    });
    orders.any(|(at, wanted)| {
        let like = |act: &Act| matches!(act, Act::Add(other) if is_alike(wanted, other));
        parse.acts[..at].iter().any(like)
    })
}

/// Whether two lines are of the same, however it was called.
fn is_alike(one: &Wanted, other: &Wanted) -> bool {
    one.items == other.items && one.size == other.size && one.modifiers == other.modifiers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sense() -> Sense {
        let menu = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
        let menu = Arc::new(kitchen::Menu::read(&menu).unwrap());
        Sense::new(Arc::new(Lexicon::of(&menu)))
    }

    fn meaning(text: &str) -> Meaning {
        sense().of(&text.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn the_same_said_in_other_words_means_the_same() {
        let plain = meaning("two cheeseburgers medium rare with fries");
        assert!(plain.whole && plain.agrees);
        for text in [
            "um can i get two cheese burgers medium rare with fries please",
            "i will have two cheeseburgers medium rare french fries",
        ] {
            let other = meaning(text);
            assert_eq!(other.acts, plain.acts, "{text}");
            assert!(other.whole, "{text}");
        }
        assert_ne!(meaning("two cheesecakes").acts, plain.acts);
    }

    #[test]
    fn what_is_said_of_a_cart_is_whole_too() {
        for text in [
            "take off the brownie",
            "make the lemonade large",
            "that's all",
            "no onions on the classic burger",
            "add a brownie",
            "add bacon to the cheeseburger",
            "actually make it large",
            "hold the cilantro",
            "no tomato on one of them",
        ] {
            assert!(meaning(text).whole, "{text}");
        }
    }

    #[test]
    fn every_number_counts_something_or_is_part_of_a_name() {
        for text in [
            "twenty three cheesecakes and two brownies",
            "twelve piece chicken wings with barbecue",
            "five fish tacos two with no cilantro",
        ] {
            assert!(meaning(text).whole, "{text}: {:?}", meaning(text));
        }
    }

    #[test]
    fn traces_of_words_that_were_misheard_are_not_whole() {
        for text in [
            "six medium sweet potato fries and an order order remove that",
            "can i get a greek medium with no side please",
            "two more get another minutes the",
            "two turkey clubs with fries no",
            "can i get a small and a cup of soup",
            "hi can i get two please",
            "one mushroom taco twelve the cilantro",
            "a mushroom swiss burger rare twenty three with side salad",
            "three orders of loaded nachos also also please",
            "two orders of buttermilk pancakes with the on that",
            "one classic burger we'll do and add bacon side salad",
            "could we get will carnitas tacos",
            "small and a small lemonade",
            "um i'd like and a large lemonade",
            "alright my with onion rings",
            "three carnitas tacos i want the onions",
        ] {
            assert!(!meaning(text).whole, "{text}: {:?}", meaning(text));
        }
    }

    #[test]
    fn numbers_that_may_have_been_misheard_do_not_agree() {
        for (text, agrees, counted) in [
            ("two cheesecakes", true, true),
            ("a cheesecake", true, true),
            ("the cheesecakes please", false, false),
            ("cheesecakes", false, false),
            ("two cheesecake", false, true),
            ("orders of mozzarella sticks", false, false),
            ("two orders of mozzarella sticks", true, true),
            ("can i get mozzarella sticks", true, true),
            ("a cheesecake and mozzarella sticks", true, true),
            ("two medium colas pancakes", false, false),
            ("two medium colas and pancakes", true, true),
            (
                "three house salads no dressing and then a pancakes",
                false,
                false,
            ),
            ("a fish and chips", true, true),
        ] {
            let meaning = meaning(text);
            assert_eq!(
                (meaning.agrees, meaning.counted),
                (agrees, counted),
                "{text}"
            );
        }
    }
}
