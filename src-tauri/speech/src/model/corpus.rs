//! Made-up talk at a counter, of which the language model is counted: orders, corrections,
//! answers, and talk beside the point.

mod line;
mod talk;

use super::beside::BESIDE;
use super::chance::Chance;
use super::phrases::{Item, Modifier, Phrases};
use kitchen::menu::ModifierKind;
use talk::{Part, Slot, TALK};

/// Sentences per way to say something: with fewer, pairs of item and modifier are missing; with
/// more, only the time grows.
const PER_WAY: usize = 100;
/// Bounds on the sentences: below, the small talk would be thin; above, building takes longer than
/// a second.
const SENTENCES: std::ops::RangeInclusive<usize> = 20_000..=60_000;

/// How often in a hundred what is always said alike is one token. The rest leaves room for a pause
/// within it.
const WHOLE: usize = 75;

/// How often in a hundred an item is named as several where either will do.
const SEVERAL: usize = 30;

/// How often in a hundred a name of two words is said the other way round.
const TURNED: usize = 2;

/// The rule of a whole sentence.
const SENTENCE: &str = "sentence";

/// The rule of an order.
const ORDER: &str = "plain-order";

/// The rules that are asked for by name.
#[cfg(test)]
const USED: [&str; 11] = [
    SENTENCE,
    ORDER,
    line::NUMBER,
    line::SINGLE,
    line::SEVERAL,
    line::UNIT_ONE,
    line::UNIT_MANY,
    line::ADDED,
    line::REMOVED,
    line::CHOICE,
    line::ONE_OF_THEM,
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
    /// The item that was named last in this sentence.
    named: Option<&'a Item>,
    said: Vec<String>,
}

impl<'a> Corpus<'a> {
    /// The same seed makes the same talk.
    pub fn new(phrases: &'a Phrases, seed: u64) -> Self {
        Self {
            phrases,
            chance: Chance::new(seed),
            turn: 0,
            named: None,
            said: Vec::new(),
        }
    }

    /// The next sentence, as tokens.
    pub fn sentence(&mut self) -> Vec<String> {
        self.whole(SENTENCE)
    }

    /// The next order of what is on the menu, as tokens.
    pub fn order(&mut self) -> Vec<String> {
        self.whole(ORDER)
    }

    fn whole(&mut self, rule: &str) -> Vec<String> {
        self.said.clear();
        self.named = None;
        self.rule(rule);
        articles(&mut self.said);
        std::mem::take(&mut self.said)
    }

    /// Says something by a rule.
    fn rule(&mut self, name: &str) {
        let Some(rule) = TALK.rule(name) else { return };
        let way = rule.way(self.chance.below(rule.often().max(1)));
        let before = self.said.len();
        for part in way {
            match part {
                Part::Word(word) => self.said.push((*word).to_owned()),
                Part::Rule(name) => self.rule(name),
                Part::Menu(slot) => self.slot(*slot),
            }
        }
        if rule.whole && self.chance.of(WHOLE) {
            self.join(before);
        }
    }

    /// Makes one token of all that was said since.
    fn join(&mut self, since: usize) {
        if self.said.len() > since + 1 {
            let joined = self.said.split_off(since).join("_");
            self.said.push(joined);
        }
    }

    fn slot(&mut self, slot: Slot) {
        match slot {
            Slot::Common => {
                let word = BESIDE[self.chance.below(BESIDE.len())];
                self.said.push(word.to_owned());
            }
            // A menu with nothing on it.
            _ if self.phrases.items.is_empty() => {}
            Slot::Line => self.line(),
            Slot::Item => {
                let many = self.chance.of(SEVERAL);
                self.item(many);
            }
            Slot::Many => self.item(true),
            Slot::Size => self.size(),
            Slot::Modifier => self.modifier_of(Self::modifier),
            Slot::Part => self.modifier_of(|corpus, modifier| corpus.phrase(&modifier.ways)),
            Slot::Choice => {
                let item = self.named();
                self.choice(item);
            }
            Slot::Swapped => {
                let item = self.next();
                self.choice(item);
            }
        }
    }

    fn phrase(&mut self, of: &[String]) {
        if !of.is_empty() {
            let phrase = of[self.chance.below(of.len())].clone();
            self.said.push(phrase);
        }
    }

    /// The next item in turn.
    fn next(&mut self) -> &'a Item {
        self.turn += 1;
        // A stride that has no common factor with any likely number of items, so that neighbours
        // are not always together.
        let item = &self.phrases.items[(self.turn * 7919) % self.phrases.items.len()];
        self.named = Some(item);
        item
    }

    /// The item that is spoken of.
    fn named(&mut self) -> &'a Item {
        match self.named {
            Some(item) => item,
            None => self.next(),
        }
    }

    /// Names the next item.
    fn item(&mut self, many: bool) {
        let item = self.next();
        self.name(item, many);
    }

    fn name(&mut self, item: &'a Item, many: bool) {
        self.phrase(if many { &item.many } else { &item.one });
        if self.chance.of(TURNED) {
            self.turn_round();
        }
    }

    /// Says a name of two words the other way round: "taco carnitas".
    fn turn_round(&mut self) {
        let Some((last, name)) = self.said.last().and_then(|name| {
            let (first, last) = name.split_once('_')?;
            (!last.contains('_')).then(|| (last.to_owned(), first.to_owned()))
        }) else {
            return;
        };
        self.said.pop();
        self.said.extend([last, name]);
    }

    fn size(&mut self) {
        let item = self.named();
        match item.sizes.get(self.chance.below(item.sizes.len().max(1))) {
            Some(size) => self.phrase(size),
            None => self.rule(line::NUMBER),
        }
    }

    /// Says any modifier of the item that is spoken of.
    fn modifier_of(&mut self, say: impl FnOnce(&mut Self, &'a Modifier)) {
        let phrases = self.phrases;
        let groups = &self.named().groups;
        let modifiers = groups.iter().map(|&at| &phrases.groups[at].modifiers);
        let all: Vec<&'a Modifier> = modifiers.flatten().collect();
        if !all.is_empty() {
            let modifier = all[self.chance.below(all.len())];
            say(self, modifier);
        }
    }

    /// A choice of the item's, else the item.
    fn choice(&mut self, item: &'a Item) {
        let phrases = self.phrases;
        let modifiers = item.groups.iter().map(|&at| &phrases.groups[at].modifiers);
        let choices: Vec<&'a Modifier> = modifiers
            .flatten()
            .filter(|modifier| modifier.kind == ModifierKind::Choice)
            .collect();
        if choices.is_empty() {
            let many = self.chance.of(SEVERAL);
            return self.name(item, many);
        }
        let choice = choices[self.chance.below(choices.len())];
        self.phrase(&choice.ways);
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
