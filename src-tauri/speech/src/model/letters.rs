//! Letter-to-sound rules for English words that no dictionary has: names of dishes, mostly.
//!
//! After the form of the Naval Research Laboratory's rules (Elovitz et al., NRL report 7948,
//! 1976): `left[letters]right` and the phones, the first that fits wins. The set is our own,
//! smaller, and knows the endings of borrowed food words.

/// `_` the word's edge, `V` a vowel letter, `C` a consonant letter, `F` one of e, i, y; other
/// signs themselves. Ordered by first letter, and within it from special to general. An empty
/// sound is a silent letter.
const RULES: &[(&str, &str)] = &[
    ("_[a]_", "AH"),
    ("[augh]", "AO"),
    ("[au]", "AO"),
    ("[aw]C", "AO"),
    ("[aw]_", "AO"),
    ("[ai]r", "EH"),
    ("[ai]", "EY"),
    ("[ay]", "EY"),
    ("[ar]C", "AA R"),
    ("[ar]_", "ER"),
    ("[are]_", "EH R"),
    ("[ae]", "IY"),
    ("[ah]", "AA"),
    ("[a]ge_", "IH"),
    ("[alk]", "AO K"),
    ("[all]_", "AO L"),
    ("[ata]_", "AA T AH"),
    ("[ada]_", "AA D AH"),
    ("[ado]_", "AA D OW"),
    ("[ato]_", "AA T OW"),
    ("[a]Ce_", "EY"),
    ("[a]Ced_", "EY"),
    ("[a]Ces_", "EY"),
    ("[a]Cing", "EY"),
    ("[a]tion", "EY"),
    ("C[a]_", "AH"),
    ("V[a]_", "AH"),
    ("[aa]", "AA"),
    ("[a]", "AE"),
    ("[bb]", "B"),
    ("m[b]_", ""),
    ("[b]", "B"),
    ("[cch]", "K"),
    ("[cc]F", "K S"),
    ("[cc]", "K"),
    ("[ch]r", "K"),
    ("[che]_", "SH"),
    ("[chi]_", "K IY"),
    ("[ch]", "CH"),
    ("[ciao]", "CH AW"),
    ("[cio]", "CH OW"),
    ("[ck]", "K"),
    ("s[c]F", ""),
    ("[cia]", "SH AH"),
    ("[c]F", "S"),
    ("[cq]", "K"),
    ("[c]", "K"),
    ("[dd]", "D"),
    ("[dge]", "JH"),
    ("[dg]", "JH"),
    ("[d]", "D"),
    ("[eaux]_", "OW"),
    ("[eau]", "OW"),
    ("[ette]_", "EH T"),
    ("[elle]_", "EH L"),
    ("[esque]_", "EH S K"),
    ("[ear]C", "ER"),
    ("[ear]_", "IH R"),
    ("[ea]", "IY"),
    ("[eer]", "IH R"),
    ("[ee]", "IY"),
    ("[eigh]", "EY"),
    ("[eir]", "EH R"),
    ("[ei]", "IY"),
    ("[ey]_", "IY"),
    ("[eu]", "UW"),
    ("[ew]", "UW"),
    ("[er]_", "ER"),
    ("[er]C", "ER"),
    ("[ere]_", "IH R"),
    ("C[es]_", "Z"),
    ("_C[e]_", "IY"),
    ("_CC[e]_", "IY"),
    ("[e]_", ""),
    ("t[ed]_", "IH D"),
    ("d[ed]_", "IH D"),
    ("[ed]_", "D"),
    ("[e]ly_", ""),
    ("[e]", "EH"),
    ("[ff]", "F"),
    ("[f]", "F"),
    ("[ghi]", "G IY"),
    ("[gh]_", ""),
    ("_[gh]", "G"),
    ("[gh]t", ""),
    ("[gg]", "G"),
    ("[gli]V", "L Y"),
    ("[gn]V", "N Y"),
    ("_[gn]", "N"),
    ("[gn]_", "N"),
    ("[gu]F", "G"),
    ("[gu]a", "G W"),
    ("[ge]_", "JH"),
    ("[g]F", "JH"),
    ("[g]", "G"),
    ("V[h]_", ""),
    ("V[h]C", ""),
    ("[h]", "HH"),
    ("[igh]", "AY"),
    ("[ign]_", "AY N"),
    ("[illa]_", "IY AH"),
    ("[illas]_", "IY AH Z"),
    ("[illo]_", "IY OW"),
    ("[ita]_", "IY T AH"),
    ("[itas]_", "IY T AH Z"),
    ("[ito]_", "IY T OW"),
    ("[itos]_", "IY T OW Z"),
    ("[ina]_", "IY N AH"),
    ("[ini]_", "IY N IY"),
    ("[ique]_", "IY K"),
    ("[ine]_", "IY N"),
    ("[ier]_", "IY ER"),
    ("[ies]_", "IY Z"),
    ("[ied]_", "IY D"),
    ("[ie]_", "IY"),
    ("[ie]", "IY"),
    ("[io]n", "Y AH"),
    ("[ir]C", "ER"),
    ("[ir]_", "ER"),
    ("[ia]_", "IY AH"),
    ("[i]_", "IY"),
    ("[ia]", "IY AH"),
    ("[io]", "IY OW"),
    ("[i]Ce_", "AY"),
    ("[i]Ces_", "AY"),
    ("[i]Ced_", "AY"),
    ("[i]Cing", "AY"),
    ("[i]", "IH"),
    ("[j]", "JH"),
    ("_[kn]", "N"),
    ("[kh]", "K"),
    ("[kk]", "K"),
    ("[k]", "K"),
    ("C[le]_", "AH L"),
    ("[ll]", "L"),
    ("[l]", "L"),
    ("[mm]", "M"),
    ("[m]", "M"),
    ("[ng]_", "NG"),
    ("[ng]F", "N JH"),
    ("[ng]", "NG G"),
    ("[n]k", "NG"),
    ("[n]x", "NG"),
    ("[nn]", "N"),
    ("[n]", "N"),
    ("[oa]", "OW"),
    ("[oe]_", "OW"),
    ("[oeu]", "UW"),
    ("[oi]", "OY"),
    ("[oy]", "OY"),
    ("[oor]", "AO R"),
    ("[oo]k", "UH"),
    ("[oo]", "UW"),
    ("[ought]", "AO T"),
    ("[ough]", "OW"),
    ("[our]", "AO R"),
    ("[oux]_", "UW"),
    ("[ou]", "AW"),
    ("[ow]_", "OW"),
    ("[ow]C", "AW"),
    ("[ow]", "OW"),
    ("[or]_", "ER"),
    ("[or]", "AO R"),
    ("[o]_", "OW"),
    ("[os]_", "OW Z"),
    ("[o]Ce_", "OW"),
    ("[o]Ces_", "OW"),
    ("[o]Ced_", "OW"),
    ("[old]", "OW L D"),
    ("[oll]", "OW L"),
    ("[on]_", "AH N"),
    ("[o]", "AA"),
    ("[ph]", "F"),
    ("[pp]", "P"),
    ("_[ps]", "S"),
    ("[p]", "P"),
    ("[que]_", "K"),
    ("[ques]F", "K EH S"),
    ("[qu]", "K W"),
    ("[q]", "K"),
    ("[rrh]", "R"),
    ("[rr]", "R"),
    ("_[rh]", "R"),
    ("[r]", "R"),
    ("[sch]", "SH"),
    ("[sh]", "SH"),
    ("[sion]", "ZH AH N"),
    ("[ss]", "S"),
    ("V[se]_", "Z"),
    ("[sce]", "S EH"),
    ("V[s]V", "S"),
    ("h[s]_", "Z"),
    ("g[s]_", "Z"),
    ("b[s]_", "Z"),
    ("d[s]_", "Z"),
    ("n[s]_", "Z"),
    ("l[s]_", "Z"),
    ("m[s]_", "Z"),
    ("r[s]_", "Z"),
    ("w[s]_", "Z"),
    ("V[s]_", "Z"),
    ("[s]", "S"),
    ("[tch]", "CH"),
    ("[tion]", "SH AH N"),
    ("[th]", "TH"),
    ("[ture]_", "CH ER"),
    ("[tte]_", "T"),
    ("[tt]", "T"),
    ("[tz]", "T S"),
    ("[t]", "T"),
    ("[ue]_", "UW"),
    ("[ui]", "UW"),
    ("[ur]C", "ER"),
    ("[ur]_", "ER"),
    ("[u]Ce_", "UW"),
    ("[u]_", "UW"),
    ("_[u]ni", "Y UW"),
    ("[uu]", "UW"),
    ("[u]", "AH"),
    ("[vv]", "V"),
    ("[v]", "V"),
    ("[wh]", "W"),
    ("_[wr]", "R"),
    ("[w]_", ""),
    ("[w]", "W"),
    ("_[x]", "Z"),
    ("[x]", "K S"),
    ("_[y]V", "Y"),
    ("V[y]V", "Y"),
    ("_C[y]_", "AY"),
    ("_CC[y]_", "AY"),
    ("[y]_", "IY"),
    ("[y]Ce_", "AY"),
    ("[y]", "IH"),
    ("[zz]a", "T S"),
    ("[zz]", "Z"),
    ("[z]", "Z"),
];

/// The names of the letters, for initials.
const NAMES: [&str; 26] = [
    "EY",
    "B IY",
    "S IY",
    "D IY",
    "IY",
    "EH F",
    "JH IY",
    "EY CH",
    "AY",
    "JH EY",
    "K EY",
    "EH L",
    "EH M",
    "EH N",
    "OW",
    "P IY",
    "K Y UW",
    "AA R",
    "EH S",
    "T IY",
    "Y UW",
    "V IY",
    "D AH B AH L Y UW",
    "EH K S",
    "W AY",
    "Z IY",
];

/// Letters of a word that cannot be spoken as one: longer words without a vowel are taken for a
/// slip of the pen.
const INITIALS: std::ops::RangeInclusive<usize> = 1..=5;

/// How a word sounds, in ARPAbet. Letters outside a-z are not sounded; a word without any gives
/// nothing.
pub fn sound(word: &str) -> Vec<&'static str> {
    let letters: Vec<u8> = word
        .bytes()
        .map(|letter| letter.to_ascii_lowercase())
        .filter(u8::is_ascii_lowercase)
        .collect();
    let silent =
        INITIALS.contains(&letters.len()) && !letters.iter().any(|l| b"aeiouy".contains(l));
    if silent || (letters.len() == 1 && letters != [b'a']) {
        return spelled(&letters);
    }
    let mut phones = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let fitting = RULES
            .iter()
            .find_map(|(rule, phones)| Some((fits(rule, &letters, at)?, *phones)));
        let (taken, sounds) = fitting.unwrap_or((1, ""));
        phones.extend(sounds.split_whitespace());
        at += taken;
    }
    phones
}

fn spelled(letters: &[u8]) -> Vec<&'static str> {
    letters
        .iter()
        .flat_map(|letter| NAMES[usize::from(letter - b'a')].split_whitespace())
        .collect()
}

/// How many letters the rule takes at this place, if it fits there.
fn fits(rule: &str, letters: &[u8], at: usize) -> Option<usize> {
    let (left, rest) = rule.split_once('[')?;
    let (body, right) = rest.split_once(']')?;
    if !letters[at..].starts_with(body.as_bytes()) {
        return None;
    }
    let before = left.bytes().rev().enumerate();
    let fits_before = { before }
        .all(|(back, sign)| is(sign, at.checked_sub(back + 1).and_then(|i| letters.get(i))));
    let end = at + body.len();
    let fits_after = right
        .bytes()
        .enumerate()
        .all(|(ahead, sign)| is(sign, letters.get(end + ahead)));
    (fits_before && fits_after).then_some(body.len())
}

fn is(sign: u8, letter: Option<&u8>) -> bool {
    match (sign, letter) {
        (b'_', letter) => letter.is_none(),
        (_, None) => false,
        (b'V', Some(letter)) => b"aeiouy".contains(letter),
        (b'C', Some(letter)) => !b"aeiouy".contains(letter),
        (b'F', Some(letter)) => b"eiy".contains(letter),
        (sign, Some(letter)) => sign == *letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dishes_sound_about_right() {
        for (word, phones) in [
            ("blt", "B IY EH L T IY"),
            ("carnitas", "K AA R N IY T AH Z"),
            ("quesadilla", "K W EH S AE D IY AH"),
            ("shawarma", "SH AE W AA R M AH"),
            ("spritz", "S P R IH T S"),
            ("bahn", "B AA N"),
            ("pho", "F OW"),
            ("e", "IY"),
            ("a", "AH"),
            ("tahs", "T AA Z"),
            ("vinaigrette", "V IH N EY G R EH T"),
            ("slice", "S L AY S"),
            ("knish", "N IH SH"),
            ("'''", ""),
            ("", ""),
        ] {
            assert_eq!(sound(word).join(" "), phones, "{word}");
        }
    }

    #[test]
    fn every_letter_has_a_rule_that_always_fits() {
        for letter in 'a'..='z' {
            let rule = format!("[{letter}]");
            assert!(RULES.iter().any(|(known, _)| *known == rule), "{rule}");
        }
    }
}
