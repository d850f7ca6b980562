//! A trigram model of made-up sentences, in the ARPA form that decoders read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// Taken off every count and given to what was never seen. 0.5 to 0.8 is usual for models of this
/// size (Ney's absolute discounting); within that nothing we measured depends on it.
const DISCOUNT: f64 = 0.6;

/// The least share of a word in the unigrams: what is in the dictionary can be said anywhere.
const FLOOR: f64 = 1e-6;

type Id = u32;

/// What is written for an impossible event: ARPA's custom.
const NEVER: f64 = -99.0;

/// Builds the model of `sentences`, each a list of tokens without `<s>` and `</s>`, over them and
/// `vocabulary`.
pub fn arpa<'a>(
    sentences: impl IntoIterator<Item = &'a [&'a str]>,
    vocabulary: &BTreeSet<&'a str>,
) -> String {
    let mut counts = Counts::new(vocabulary);
    for sentence in sentences {
        counts.add(sentence);
    }
    counts.write()
}

/// How often what followed one context.
#[derive(Default)]
struct Followers {
    total: f64,
    of: BTreeMap<Id, f64>,
}

impl Followers {
    fn add(&mut self, id: Id) {
        self.total += 1.0;
        *self.of.entry(id).or_default() += 1.0;
    }

    /// The share that the discount keeps for what was not seen here.
    fn kept(&self) -> f64 {
        DISCOUNT * self.of.len() as f64 / self.total
    }

    /// What was seen here, discounted; the rest is the shorter context's.
    fn share(&self, id: Id, shorter: f64) -> f64 {
        let count = self.of.get(&id).copied().unwrap_or(0.0);
        (count - DISCOUNT).max(0.0) / self.total + self.kept() * shorter
    }
}

struct Counts<'a> {
    ids: HashMap<&'a str, Id>,
    names: Vec<&'a str>,
    one: Followers,
    two: BTreeMap<Id, Followers>,
    three: BTreeMap<(Id, Id), Followers>,
}

const START: Id = 0;
const END: Id = 1;

impl<'a> Counts<'a> {
    fn new(vocabulary: &BTreeSet<&'a str>) -> Self {
        let mut counts = Self {
            ids: HashMap::new(),
            names: Vec::new(),
            one: Followers::default(),
            two: BTreeMap::new(),
            three: BTreeMap::new(),
        };
        counts.id("<s>");
        counts.id("</s>");
        for word in vocabulary {
            counts.id(word);
        }
        counts
    }

    fn id(&mut self, word: &'a str) -> Id {
        let next = Id::try_from(self.names.len()).unwrap_or(Id::MAX);
        *self.ids.entry(word).or_insert_with(|| {
            self.names.push(word);
            next
        })
    }

    fn add(&mut self, sentence: &[&'a str]) {
        let mut before = (None, START);
        let ids: Vec<Id> = sentence.iter().map(|word| self.id(word)).collect();
        for id in ids.into_iter().chain([END]) {
            self.one.add(id);
            self.two.entry(before.1).or_default().add(id);
            if let (Some(first), second) = before {
                self.three.entry((first, second)).or_default().add(id);
            }
            before = (Some(before.1), id);
        }
    }

    fn unigram(&self, id: Id) -> f64 {
        let seen = self.one.of.get(&id).copied().unwrap_or(0.0) / self.one.total.max(1.0);
        let floored = FLOOR * self.names.len() as f64;
        seen * (1.0 - floored) + FLOOR
    }

    fn bigram(&self, first: Id, id: Id) -> f64 {
        self.two
            .get(&first)
            .map_or_else(|| self.unigram(id), |seen| seen.share(id, self.unigram(id)))
    }

    fn write(&self) -> String {
        let pairs: usize = self.two.values().map(|seen| seen.of.len()).sum();
        let triples: usize = self.three.values().map(|seen| seen.of.len()).sum();
        let mut arpa = format!(
            "\\data\\\nngram 1={}\nngram 2={pairs}\nngram 3={triples}\n\n\\1-grams:\n",
            self.names.len()
        );
        for (id, name) in (0..).zip(&self.names) {
            let log = if id == START {
                NEVER
            } else {
                self.unigram(id).log10()
            };
            line(&mut arpa, log, &[name], self.two.get(&id));
        }
        arpa.push_str("\n\\2-grams:\n");
        for (first, seen) in &self.two {
            for id in seen.of.keys() {
                let log = self.bigram(*first, *id).log10();
                let names = [self.name(*first), self.name(*id)];
                line(&mut arpa, log, &names, self.three.get(&(*first, *id)));
            }
        }
        arpa.push_str("\n\\3-grams:\n");
        for ((first, second), seen) in &self.three {
            for id in seen.of.keys() {
                let log = seen.share(*id, self.bigram(*second, *id)).log10();
                let names = [self.name(*first), self.name(*second), self.name(*id)];
                line(&mut arpa, log, &names, None);
            }
        }
        arpa.push_str("\n\\end\\\n");
        arpa
    }

    fn name(&self, id: Id) -> &'a str {
        self.names[id as usize]
    }
}

fn line(arpa: &mut String, log: f64, names: &[&str], longer: Option<&Followers>) {
    let back_off = longer.map_or(0.0, |seen| seen.kept().log10());
    // Writing to a string cannot fail.
    let _ = if names.len() < 3 {
        writeln!(arpa, "{log:.4} {} {back_off:.4}", names.join(" "))
    } else {
        writeln!(arpa, "{log:.4} {}", names.join(" "))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_context_sums_to_one() {
        let sentences: [&[&str]; 3] = [&["a", "b"], &["a", "c", "b"], &["b"]];
        let vocabulary = BTreeSet::from(["a", "b", "c", "unheard"]);
        let mut counts = Counts::new(&vocabulary);
        for sentence in sentences {
            counts.add(sentence);
        }
        let all = || (1..).take(counts.names.len() - 1);
        let unigrams: f64 = all().map(|id| counts.unigram(id)).sum();
        assert!((unigrams - 1.0).abs() < 1e-4, "{unigrams}");
        for first in counts.two.keys() {
            let bigrams: f64 = all().map(|id| counts.bigram(*first, id)).sum();
            assert!((bigrams - 1.0).abs() < 1e-4, "{bigrams}");
        }
        for ((_, second), seen) in &counts.three {
            let trigrams: f64 = all()
                .map(|id| seen.share(id, counts.bigram(*second, id)))
                .sum();
            assert!((trigrams - 1.0).abs() < 1e-4, "{trigrams}");
        }
    }

    #[test]
    fn the_counts_in_the_head_are_true() {
        let arpa = arpa([["a", "b"].as_slice()], &BTreeSet::from(["a", "b"]));
        for (head, section) in [
            ("ngram 1=4", "\\1-grams:"),
            ("ngram 2=3", "\\2-grams:"),
            ("ngram 3=2", "\\3-grams:"),
        ] {
            assert!(arpa.contains(head), "{arpa}");
            let (_, rest) = arpa.split_once(section).unwrap();
            let lines = rest.trim_start().lines().take_while(|l| !l.is_empty());
            let wanted: usize = head.split_once('=').unwrap().1.parse().unwrap();
            assert_eq!(lines.count(), wanted, "{arpa}");
        }
    }
}
