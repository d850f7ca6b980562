//! Made-up talk at a counter, of which the language model is counted: orders, corrections,
//! answers, and talk beside the point.

use super::chance::Chance;
use super::phrases::{Item, Modifier, Phrases};
use kitchen::menu::ModifierKind;

/// Sentences per way to say something: with fewer, pairs of item and modifier are missing; with
/// more, only the time grows.
const PER_WAY: usize = 100;
/// Bounds on the sentences: below, the small talk would be thin; above, building takes longer than
/// a second.
const SENTENCES: std::ops::RangeInclusive<usize> = 20_000..=60_000;

/// How often in a hundred what is always said alike is one token. The rest leaves room for a pause
/// within it.
const WHOLE: usize = 75;

/// Common words that are not of the counter: where talk that is no order finds its place. They are
/// chosen for being frequent in spoken English and for covering its sounds.
pub const BESIDE: &[&str] = &[
    "about",
    "after",
    "again",
    "ago",
    "airport",
    "always",
    "another",
    "anyway",
    "around",
    "ask",
    "away",
    "baby",
    "bathroom",
    "because",
    "been",
    "before",
    "believe",
    "better",
    "boring",
    "brother",
    "bus",
    "busy",
    "but",
    "called",
    "car",
    "card",
    "cards",
    "cash",
    "child",
    "city",
    "close",
    "closed",
    "cold",
    "come",
    "coming",
    "could",
    "credit",
    "daughter",
    "day",
    "did",
    "didn't",
    "does",
    "dog",
    "doing",
    "don't",
    "door",
    "down",
    "dropped",
    "even",
    "evening",
    "ever",
    "everybody",
    "family",
    "father",
    "feel",
    "find",
    "fine",
    "first",
    "found",
    "friday",
    "friend",
    "from",
    "game",
    "girl",
    "go",
    "going",
    "gone",
    "got",
    "guess",
    "had",
    "happened",
    "has",
    "he",
    "hear",
    "heard",
    "her",
    "here",
    "he's",
    "him",
    "his",
    "home",
    "hour",
    "house",
    "husband",
    "if",
    "into",
    "is",
    "it's",
    "job",
    "just",
    "kids",
    "kind",
    "know",
    "last",
    "late",
    "later",
    "leave",
    "left",
    "listen",
    "little",
    "long",
    "look",
    "looking",
    "lot",
    "man",
    "manager",
    "maybe",
    "mean",
    "meeting",
    "minutes",
    "moment",
    "monday",
    "money",
    "month",
    "morning",
    "mother",
    "move",
    "movie",
    "music",
    "my",
    "nearest",
    "never",
    "new",
    "nice",
    "night",
    "nobody",
    "now",
    "office",
    "old",
    "open",
    "our",
    "over",
    "park",
    "parking",
    "people",
    "phone",
    "play",
    "pretty",
    "problem",
    "question",
    "rain",
    "really",
    "remember",
    "right",
    "said",
    "saturday",
    "saw",
    "school",
    "see",
    "she",
    "should",
    "sister",
    "somebody",
    "something",
    "sorry",
    "station",
    "still",
    "street",
    "sunday",
    "table",
    "talking",
    "tell",
    "they",
    "think",
    "thought",
    "thursday",
    "today",
    "told",
    "tomorrow",
    "traffic",
    "waiting",
    "was",
    "weather",
    "week",
    "were",
    "when",
    "where",
    "who",
    "why",
    "work",
    "working",
    "year",
    "yesterday",
];

const LEAD_INS: &[&str] = &[
    "can i get",
    "can i get",
    "can i have",
    "could i get",
    "could i have",
    "could i please have",
    "can i please get",
    "may i have",
    "can we get",
    "can we have",
    "could we get",
    "i'd like",
    "i'd like",
    "i would like",
    "i'll have",
    "i'll have",
    "i'll take",
    "i'll get",
    "i'll do",
    "i will have",
    "i want",
    "i need",
    "let me get",
    "let me have",
    "let's get",
    "let's do",
    "give me",
    "get me",
    "we'll have",
    "we'll take",
    "we'll do",
    "we'd like",
    "how about",
    "i think i'll have",
    "we would like",
    "just",
];

const OPENERS: &[&str] = &[
    "um",
    "um",
    "uh",
    "hi",
    "hello",
    "hey",
    "okay",
    "so",
    "yeah",
    "yes",
    "well",
    "and",
    "also",
    "good morning",
    "um hi",
    "hi there",
    "and also",
    "then",
];

const TAILS: &[&str] = &[
    "please",
    "please",
    "please",
    "please",
    "please",
    "thanks",
    "thanks",
    "thanks",
    "thank you",
    "thank you",
    "that's all",
    "that's it",
    "to start",
    "for now",
    "please thanks",
];

/// What stands before something more, and before something less.
const ADDED: &[&str] = &[
    "add",
    "with",
    "with",
    "extra",
    "with extra",
    "plus",
    "and add",
];
const REMOVED: &[&str] = &[
    "no",
    "no",
    "no",
    "no",
    "without",
    "without",
    "hold the",
    "with no",
    "minus",
    "minus the",
    "skip the",
];

/// What is said that names nothing of the menu.
const CONTROL: &[&str] = &[
    "that's all",
    "that's all",
    "that's it",
    "that's everything",
    "that will be all",
    "that'll be all",
    "that is all",
    "i'm done",
    "we're done",
    "done",
    "nothing else",
    "no that's all",
    "no that's it",
    "that's all thanks",
    "that's all for now",
    "yes",
    "yes",
    "yes please",
    "yeah",
    "yep",
    "yup",
    "sure",
    "okay",
    "ok",
    "correct",
    "that's right",
    "that's correct",
    "yes that's right",
    "yes send it",
    "send it",
    "place the order",
    "place my order",
    "submit",
    "submit the order",
    "go ahead",
    "sounds good",
    "looks good",
    "perfect",
    "no",
    "no",
    "nope",
    "no thanks",
    "no thank you",
    "no wait",
    "wait",
    "not yet",
    "never mind",
    "nevermind",
    "cancel",
    "cancel that",
    "cancel everything",
    "cancel my order",
    "cancel the order",
    "start over",
    "clear everything",
    "clear the order",
    "scratch that",
    "forget it",
    "remove everything",
    "what do i have",
    "what do i have so far",
    "what's in my order",
    "read that back",
    "read it back",
    "can you read that back",
    "repeat that",
    "repeat my order",
    "how much is that",
    "what's my total",
    "hello",
    "thanks",
    "thank you",
    "i don't want that",
    "remove that",
];

const NUMBERS: &[(&str, u32)] = &[
    ("one", 30),
    ("two", 60),
    ("three", 40),
    ("four", 28),
    ("five", 18),
    ("six", 14),
    ("seven", 10),
    ("eight", 10),
    ("nine", 8),
    ("ten", 8),
    ("eleven", 3),
    ("twelve", 5),
    ("thirteen", 2),
    ("fourteen", 2),
    ("fifteen", 3),
    ("sixteen", 2),
    ("seventeen", 2),
    ("eighteen", 2),
    ("nineteen", 2),
    ("twenty", 4),
    ("thirty", 2),
    ("hundred", 1),
];

/// How many sentences a menu is worth.
pub fn enough(phrases: &Phrases) -> usize {
    let items: usize = phrases
        .items
        .iter()
        .map(|item| item.one.len() + item.many.len())
        .sum();
    let modifiers: usize = phrases
        .groups
        .iter()
        .flat_map(|group| &group.modifiers)
        .map(|modifier| modifier.ways.len())
        .sum();
    ((items + modifiers) * PER_WAY).clamp(*SENTENCES.start(), *SENTENCES.end())
}

/// A source of sentences.
pub struct Corpus<'a> {
    phrases: &'a Phrases,
    chance: Chance,
    /// Items come round in turn, so that each is said as often as any other.
    turn: usize,
    said: Vec<String>,
}

impl<'a> Corpus<'a> {
    /// The same seed makes the same talk.
    pub fn new(phrases: &'a Phrases, seed: u64) -> Self {
        Self {
            phrases,
            chance: Chance::new(seed),
            turn: 0,
            said: Vec::new(),
        }
    }

    /// The next sentence, as tokens.
    pub fn sentence(&mut self) -> Vec<String> {
        self.said.clear();
        match self.chance.below(100) {
            _ if self.phrases.items.is_empty() => self.control(),
            0..62 => self.order(),
            62..76 => self.correction(),
            76..85 => self.answer(),
            85..95 => self.control(),
            _ => self.beside(),
        }
        articles(&mut self.said);
        std::mem::take(&mut self.said)
    }

    fn say(&mut self, words: &str) {
        self.said
            .extend(words.split_whitespace().map(str::to_owned));
    }

    fn any(&mut self, of: &[&str]) {
        let words = of[self.chance.below(of.len())];
        self.say(words);
    }

    /// One of these, mostly as one token: what is always said alike is heard better whole.
    fn whole(&mut self, of: &[&str]) {
        let words = of[self.chance.below(of.len())];
        if self.chance.of(WHOLE) {
            self.said.push(words.replace(' ', "_"));
        } else {
            self.say(words);
        }
    }

    /// A phrase with the words that make it an extra or a refusal, mostly as one token: "no
    /// onions".
    fn signed(&mut self, sign: &[&str], of: &[String]) {
        let sign = sign[self.chance.below(sign.len())];
        let whole = self.chance.of(WHOLE);
        let before = self.said.len();
        self.say(sign);
        self.phrase(of);
        if whole && self.said.len() > before + 1 {
            let joined = self.said.split_off(before).join("_");
            self.said.push(joined);
        }
    }

    fn phrase(&mut self, of: &[String]) {
        if !of.is_empty() {
            let phrase = of[self.chance.below(of.len())].clone();
            self.said.push(phrase);
        }
    }

    fn item(&mut self) -> &'a Item {
        self.turn += 1;
        // A stride that has no common factor with any likely number of items, so that neighbours
        // are not always together.
        &self.phrases.items[(self.turn * 7919) % self.phrases.items.len()]
    }

    fn order(&mut self) {
        if self.chance.of(20) {
            self.any(OPENERS);
        }
        if self.chance.of(50) {
            self.whole(LEAD_INS);
            if self.chance.of(4) {
                self.any(&["uh", "um", "please have", "please get"]);
            }
        } else if self.chance.of(12) {
            self.any(&["add", "add", "make it", "and", "also", "plus"]);
        }
        for line in 0..[1, 1, 1, 2, 2, 3][self.chance.below(6)] {
            if line > 0 {
                match self.chance.below(10) {
                    0..7 => self.say("and"),
                    7 => self.any(&["and also", "plus", "with", "and then", "and uh", "and um"]),
                    _ => {}
                }
            }
            self.line();
        }
        if self.chance.of(30) {
            self.any(TAILS);
        }
    }

    fn line(&mut self) {
        let item = self.item();
        let many = self.quantity();
        let way = self.chance.below(10);
        let size = item.sizes.get(self.chance.below(item.sizes.len().max(1)));
        match size {
            Some(size) if way < 6 => {
                self.phrase(size);
                if self.chance.of(8) {
                    self.say("of");
                }
                self.name(item, many);
            }
            Some(size) if way < 8 => {
                self.name(item, many);
                self.phrase(size);
            }
            _ => {
                if self.chance.of(15) {
                    self.any(if many {
                        &[
                            "orders of",
                            "orders of",
                            "sides of",
                            "plates of",
                            "glasses of",
                        ]
                    } else {
                        &[
                            "order of", "order of", "order of", "side of", "plate of", "glass of",
                            "slice of", "piece of",
                        ]
                    });
                }
                self.name(item, many);
            }
        }
        self.modifiers(item);
        if many && self.chance.of(7) {
            self.some_of_them(item);
        }
    }

    fn name(&mut self, item: &'a Item, many: bool) {
        self.phrase(if many { &item.many } else { &item.one });
    }

    /// Says how many, and answers whether that is more than one.
    fn quantity(&mut self) -> bool {
        match self.chance.below(20) {
            0..7 => {
                // The right one of the two is put before the next word when the sentence is done;
                // see `articles`.
                self.say("a");
                false
            }
            7..9 => {
                self.say("one");
                false
            }
            9..16 => self.number(),
            16 => {
                // Not "the" before several: it sounds like "two", and says nothing of how many.
                let many = self.chance.of(40);
                self.any(if many {
                    &["some", "a couple of", "a dozen"]
                } else {
                    &["the", "another"]
                });
                many
            }
            _ => self.chance.of(30),
        }
    }

    fn number(&mut self) -> bool {
        let sum: u32 = NUMBERS.iter().map(|(_, weight)| weight).sum();
        let mut left = self.chance.below(sum as usize) as u32;
        for &(word, weight) in NUMBERS {
            if left < weight {
                self.say(word);
                if matches!(word, "twenty" | "thirty") && self.chance.of(40) {
                    self.any(&[
                        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
                    ]);
                }
                return word != "one";
            }
            left -= weight;
        }
        true
    }

    fn modifiers(&mut self, item: &'a Item) {
        let mut said = 0;
        for &group in &item.groups {
            let group = &self.phrases.groups[group];
            let often = if group.required { 60 } else { 18 };
            let mut again = often;
            while said < 5 && !group.modifiers.is_empty() && self.chance.of(again) {
                let modifier = &group.modifiers[self.chance.below(group.modifiers.len())];
                if said > 0 && self.chance.of(15) {
                    self.say("and");
                }
                self.modifier(modifier);
                said += 1;
                again = if group.required { 0 } else { 20 };
            }
        }
    }

    fn modifier(&mut self, modifier: &'a Modifier) {
        match modifier.kind {
            ModifierKind::Add => self.signed(ADDED, &modifier.ways),
            ModifierKind::Remove => self.signed(REMOVED, &modifier.ways),
            ModifierKind::Choice => {
                match self.chance.below(10) {
                    0..4 => {}
                    4..8 => self.say("with"),
                    8 => self.any(&["with a", "on a", "in a", "on", "in", "cooked", "make it"]),
                    _ => self.any(&["with a side of", "side of", "with the", "and"]),
                }
                self.phrase(&modifier.ways);
            }
        }
    }

    /// "two with no cilantro", said after "five fish tacos".
    fn some_of_them(&mut self, item: &'a Item) {
        self.any(&[
            "one",
            "two",
            "three",
            "one of them",
            "two of them",
            "all of them",
        ]);
        self.modifiers(item);
    }

    fn answer(&mut self) {
        let item = self.item();
        if self.chance.of(10) {
            self.any(&["um", "uh", "the", "i'll have", "make it", "with", "just"]);
        }
        if !item.sizes.is_empty() && self.chance.of(50) {
            let size = &item.sizes[self.chance.below(item.sizes.len())];
            self.phrase(size);
        } else if let Some(&group) = item.groups.get(self.chance.below(item.groups.len().max(1))) {
            let modifiers = &self.phrases.groups[group].modifiers;
            if !modifiers.is_empty() {
                let modifier = &modifiers[self.chance.below(modifiers.len())];
                if modifier.kind == ModifierKind::Choice && self.chance.of(75) {
                    self.phrase(&modifier.ways);
                } else {
                    self.modifier(modifier);
                }
            }
        } else {
            self.number();
        }
        if self.chance.of(20) {
            self.any(TAILS);
        }
    }

    fn correction(&mut self) {
        if self.chance.of(30) {
            self.any(&[
                "actually", "no", "no wait", "sorry", "wait", "um", "oh", "okay",
            ]);
        }
        let item = self.item();
        match self.chance.below(12) {
            0 => {
                self.any(&[
                    "make that",
                    "make it",
                    "change that to",
                    "make those",
                    "i meant",
                    "i said",
                ]);
                self.number();
            }
            1 => {
                self.any(&["make the", "change the"]);
                self.named(item);
                let _ = self.chance.of(50) && {
                    self.say("to");
                    true
                };
                match item.sizes.get(self.chance.below(item.sizes.len().max(1))) {
                    Some(size) => self.phrase(size),
                    None => {
                        self.number();
                    }
                }
            }
            2 => {
                self.any(&["change the", "swap the", "switch the", "replace the"]);
                self.named(item);
                self.any(&["to", "to a", "for", "for a", "with", "with a"]);
                let other = self.item();
                self.named(other);
            }
            3 => {
                self.any(&["instead of", "instead of the"]);
                self.swapped(item);
                self.swapped(item);
            }
            4 => {
                self.swapped(item);
                self.any(&["instead of", "instead of the", "not"]);
                self.swapped(item);
            }
            5 | 6 => {
                self.any(&[
                    "take off the",
                    "remove the",
                    "cancel the",
                    "drop the",
                    "take out the",
                    "delete the",
                    "no",
                    "forget the",
                    "lose the",
                    "i don't want the",
                ]);
                self.named(item);
            }
            7 | 8 => {
                self.modifiers(item);
                self.any(&["on the", "on that", "for the", "on my", "in the", "to the"]);
                self.named(item);
            }
            9 => {
                self.any(&["can you", "can you", "please", "could you"]);
                self.any(&["add", "remove", "make that", "change that to", "take off"]);
                self.line();
            }
            10 => {
                self.any(&["add", "add another", "one more", "another", "two more"]);
                self.named(item);
            }
            _ => {
                self.modifiers(item);
                self.any(&["please", "on that", "instead", "to that", "as well", "too"]);
            }
        }
    }

    fn named(&mut self, item: &'a Item) {
        let many = self.chance.of(30);
        self.name(item, many);
    }

    /// Something of the item's that takes another's place: a choice of its own, else the item.
    fn swapped(&mut self, item: &'a Item) {
        let choices: Vec<&Modifier> = item
            .groups
            .iter()
            .flat_map(|&group| &self.phrases.groups[group].modifiers)
            .filter(|modifier| modifier.kind == ModifierKind::Choice)
            .collect();
        if choices.is_empty() {
            return self.named(item);
        }
        let choice = choices[self.chance.below(choices.len())];
        self.phrase(&choice.ways);
    }

    fn control(&mut self) {
        if self.chance.of(15) {
            self.any(OPENERS);
        }
        self.whole(CONTROL);
        if self.chance.of(10) {
            self.any(TAILS);
        }
    }

    fn beside(&mut self) {
        for _ in 0..3 + self.chance.below(7) {
            match self.chance.below(10) {
                0..7 => self.any(BESIDE),
                7 => self.any(&["the", "a", "to", "of", "in", "on", "for", "at"]),
                8 => self.any(&["i", "you", "we", "it", "that", "are", "do", "have"]),
                _ => self.any(&["can", "will", "what", "how", "there", "this", "be", "the"]),
            }
        }
    }
}

/// "a onion" becomes "an onion": by spelling, which is right for all but a few words, whose other
/// form is in the model through its back-off anyway.
fn articles(said: &mut [String]) {
    for at in 1..said.len() {
        let vowel = said[at].starts_with(['a', 'e', 'i', 'o', 'u']);
        let before = &mut said[at - 1];
        if vowel && (before == "a" || before.ends_with("_a")) {
            before.push('n');
        }
    }
}
