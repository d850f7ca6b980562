//! Whether the words that carry nothing are what people say around an order, and where they say it.

/// Whether the words that carry nothing are those that usually carry nothing, and where they
/// usually stand. The grammar is kind to what people type; here a "no" or a "with" that belongs to
/// nothing, or "also also", is the trace of a word that was not heard.
pub fn is_plain(words: &[&str], content: &[usize]) -> bool {
    let first = content.iter().min().copied().unwrap_or(words.len());
    let last = content.iter().max().copied().unwrap_or(words.len());
    (0..words.len())
        .filter(|at| !content.contains(at))
        .all(|at| {
            let twice = at > 0 && words[at] == words[at - 1];
            let usual = match at {
                at if at < first => PLAIN.contains(&words[at]) || BEFORE.contains(&words[at]),
                at if at > last => AFTER.contains(&words[at]),
                _ => PLAIN.contains(&words[at]),
            };
            usual && !twice && is_in_place(words, content, at)
        })
}

/// Whether a word is where it makes sense: what begins a wish at the beginning or after a joint,
/// "of" after what something is served in. "One classic burger we'll do and add bacon" was "well
/// done, add bacon", and "get will carnitas tacos" was "get twelve"; "my with fries" was a ribeye.
fn is_in_place(words: &[&str], content: &[usize], at: usize) -> bool {
    if ARTICLES.contains(&words[at]) {
        // What an article belongs to comes next.
        let next = at + 1;
        return words.get(next).is_some_and(|word| {
            SERVED.contains(word) || SOMEBODY.contains(word) || {
                content.contains(&next) && !SIGNS.contains(word)
            }
        });
    }
    let Some(before) = at.checked_sub(1) else {
        return words[at] != "of";
    };
    let after_joint = JOINTS.contains(&words[before]);
    let word = words[at];
    match word {
        // "I'd like and a lemonade" was "a ribeye and a lemonade".
        "and" => !WISHES.contains(&words[before]),
        // "Three tacos I want the onions" was "hold the onions".
        "i" | "we" => !content.contains(&before),
        "of" => content.contains(&before) || SERVED.contains(&words[before]),
        _ if BEGINS.contains(&word) => after_joint,
        _ if ASKS.contains(&word) => after_joint || SOMEBODY.contains(&words[before]),
        _ => true,
    }
}

/// What belongs to the word behind it.
const ARTICLES: [&str; 4] = ["a", "an", "my", "the"];

/// What no article stands before.
const SIGNS: [&str; 8] = [
    "add", "and", "extra", "for", "hold", "no", "with", "without",
];

/// What something that is wanted comes after.
const WISHES: [&str; 7] = ["get", "have", "like", "love", "of", "take", "want"];

/// What a wish begins with.
const BEGINS: [&str; 9] = [
    "gimme", "give", "i'd", "i'll", "let", "let's", "may", "we'd", "we'll",
];

/// What it begins with, or goes on with after who wishes.
const ASKS: [&str; 4] = ["can", "could", "will", "would"];

/// Who wishes.
const SOMEBODY: [&str; 14] = [
    "daughter", "friend", "he", "husband", "i", "it", "kids", "she", "son", "that", "they", "we",
    "wife", "you",
];

/// What a wish can begin after.
const JOINTS: [&str; 28] = [
    "actually", "also", "and", "hello", "hey", "hi", "if", "like", "morning", "no", "now", "oh",
    "ok", "okay", "please", "plus", "so", "sorry", "thanks", "then", "there", "think", "uh", "um",
    "wait", "well", "yeah", "yes",
];

/// What something is served in, or counted by.
const SERVED: [&str; 17] = [
    "bowl", "bowls", "couple", "cup", "cups", "dozen", "glass", "glasses", "order", "orders",
    "pair", "piece", "plate", "plates", "side", "sides", "slice",
];

/// What stands around the words of orders: lead-ins, joints and courtesies.
const PLAIN: [&str; 96] = [
    "a",
    "add",
    "again",
    "also",
    "an",
    "and",
    "another",
    "as",
    "be",
    "begin",
    "bowl",
    "bowls",
    "by",
    "can",
    "could",
    "cup",
    "daughter",
    "do",
    "for",
    "get",
    "gimme",
    "give",
    "glass",
    "glasses",
    "going",
    "gonna",
    "good",
    "grab",
    "have",
    "having",
    "hello",
    "hey",
    "hi",
    "how",
    "husband",
    "i",
    "i'd",
    "i'll",
    "i'm",
    "if",
    "is",
    "it",
    "just",
    "let",
    "let's",
    "like",
    "love",
    "may",
    "me",
    "meant",
    "morning",
    "my",
    "need",
    "of",
    "ok",
    "okay",
    "on",
    "order",
    "orders",
    "plate",
    "plates",
    "please",
    "plus",
    "possible",
    "side",
    "sides",
    "slice",
    "slices",
    "some",
    "son",
    "start",
    "take",
    "thank",
    "thanks",
    "that",
    "the",
    "then",
    "there",
    "think",
    "to",
    "too",
    "try",
    "uh",
    "um",
    "want",
    "wants",
    "was",
    "way",
    "we",
    "we'd",
    "we'll",
    "wife",
    "will",
    "wondering",
    "would",
    "you",
];

/// What stands behind all of it; "thanks" is often heard as "and" or "on that".
const AFTER: [&str; 28] = [
    "again", "and", "as", "daughter", "for", "go", "here", "husband", "is", "it", "me", "my",
    "now", "ok", "okay", "on", "order", "please", "son", "start", "thank", "thanks", "that",
    "then", "to", "too", "wife", "you",
];

/// What stands before all of it, besides.
const BEFORE: [&str; 15] = [
    "about",
    "actually",
    "afternoon",
    "friend",
    "kids",
    "no",
    "now",
    "oh",
    "ok",
    "so",
    "sorry",
    "wait",
    "well",
    "yeah",
    "yes",
];
