//! From the model's pieces of words to words with their confidence.

use crate::hear::Word;

/// Puts pieces together: one that begins with a space begins a word. A word is as sure as its least
/// sure piece; marks of punctuation are none of it.
pub(super) fn words<'a>(pieces: impl Iterator<Item = (&'a str, f32)>) -> Vec<Word> {
    let mut words: Vec<(String, f32)> = Vec::new();
    for (text, sure) in pieces {
        // A hyphen parts words, too: "medium-rare".
        for (at, part) in text.split([' ', '-']).enumerate() {
            if at > 0 || words.is_empty() {
                words.push((String::new(), 1.0));
            }
            let letters = part
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, '\'' | '’'));
            let letters: String = letters.flat_map(char::to_lowercase).collect();
            if let Some((word, least)) = words.last_mut()
                && !letters.is_empty()
            {
                word.push_str(&letters.replace('’', "'"));
                *least = least.min(sure);
            }
        }
    }
    let words = words.into_iter().filter(|(word, _)| !word.is_empty());
    words.map(|(word, sure)| Word::new(word, sure)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(pieces: &[(&str, f32)]) -> Vec<(String, f32)> {
        let words = words(pieces.iter().copied());
        words
            .into_iter()
            .map(|word| (word.text, word.confidence))
            .collect()
    }

    #[test]
    fn pieces_become_words_as_sure_as_their_least_sure_piece() {
        let heard = joined(&[
            (" Two", 0.9),
            (" t", 0.8),
            ("acos", 0.5),
            (",", 0.1),
            (" please.", 0.7),
        ]);
        let wanted = [("two", 0.9), ("tacos", 0.5), ("please", 0.7)];
        assert_eq!(heard, wanted.map(|(word, sure)| (word.to_owned(), sure)));
    }

    #[test]
    fn hyphens_part_words_and_apostrophes_do_not() {
        let heard = joined(&[(" I", 1.0), ("’ll", 0.9), (" medium", 0.8), ("-rare", 0.7)]);
        let words: Vec<_> = heard.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["i'll", "medium", "rare"]);
        assert!(joined(&[(" ...", 0.9)]).is_empty());
    }
}
