//! What may be done of what was heard: all ways must mean the same on this board, and no reading
//! anything else that could happen here.

use super::{Overheard, Way};
use crate::board::{Board, Unclear, Wish, understand};

/// The least likely word of a way that takes part in what is sure: below it the way itself had
/// something else in mind.
const LIKELY: f32 = 0.1;

/// What came of a press.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Nothing that could be a command: talk, noise, silence.
    Nothing,
    /// Something is wanted.
    Wanted {
        /// The words.
        said: String,
        /// What they ask for here.
        wish: Wish,
        /// It is just this, and nothing else that could be. Otherwise a person decides.
        is_sure: bool,
    },
    /// It is a command, and nothing can come of it.
    Unclear {
        /// The words.
        said: String,
        /// Why.
        why: Unclear,
    },
}

/// What words ask for.
type Meaning = Result<Wish, Unclear>;

/// Weighs what was heard of one press, by what it means on `board`.
pub fn verdict(heard: &Overheard, board: Board<'_>) -> Verdict {
    let mean = |words: &str| understand(words, board);
    let firsts: Vec<(&Way, Meaning)> = { heard.ways.iter() }
        .map(|way| (way, mean(&way.words)))
        .collect();
    let votes = |meaning: &Meaning, is_strict: bool| {
        let of_it =
            |(way, other): &&(&Way, Meaning)| way.is_strict == is_strict && other == meaning;
        firsts.iter().filter(of_it).count()
    };
    // What takes everything for a command is believed where who does not has thought of it, too.
    let is_thought_of = |meaning: &Meaning, is_strict: bool| {
        let ways = heard.ways.iter().filter(|way| way.is_strict == is_strict);
        { ways.flat_map(readings) }.any(|words| mean(words) == *meaning)
    };
    let chosen = { firsts.iter() }
        .filter(|(_, meaning)| *meaning != Err(Unclear::NoCommand))
        .filter(|(_, meaning)| is_thought_of(meaning, true) && is_thought_of(meaning, false))
        .max_by_key(|(_, meaning)| {
            let free = votes(meaning, false);
            (votes(meaning, true) + free, free)
        });
    let Some((way, meaning)) = chosen else {
        return Verdict::Nothing;
    };
    let has_rival = || {
        { heard.ways.iter().flat_map(readings).map(mean) }
            .any(|other| other.is_ok() && other != *meaning)
    };
    let (said, strict, free) = (
        way.words.clone(),
        votes(meaning, true),
        votes(meaning, false),
    );
    let all_free = heard.ways.iter().filter(|way| !way.is_strict);
    let are_likely = { all_free.clone() }.all(|way| way.weakest >= LIKELY);
    let is_sure = strict >= 1 && free == all_free.count() && are_likely && !has_rival();
    match meaning.clone() {
        Ok(wish) => Verdict::Wanted {
            said,
            wish,
            is_sure,
        },
        // Unsure words about something that is not there are most likely other words.
        Err(_) if !is_sure => Verdict::Nothing,
        Err(why) => Verdict::Unclear { said, why },
    }
}

fn readings(way: &Way) -> impl Iterator<Item = &str> {
    let others = way.others.iter().map(String::as_str);
    [way.words.as_str()].into_iter().chain(others)
}
