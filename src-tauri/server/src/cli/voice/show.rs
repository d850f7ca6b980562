//! What came of a dialogue, for people and for programs.

use kitchen::{
    Menu,
    menu::{Item, Modifier, ModifierKind},
};
use serde_json::{Value, json};
use speech::{
    Heard,
    trial::{Line, Played, PlayedLine, PlayedTurn},
};
use std::{fmt, time::Duration};

/// Below this a word is shown as unsure: rule R asks at least so much of every word that carries
/// something (VOICE.md).
const UNSURE: f32 = 0.3;

/// For people.
pub(super) struct Pretty<'a> {
    pub played: &'a Played,
    pub menu: &'a Menu,
}

impl fmt::Display for Pretty<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { played, menu } = self;
        if played.turns.is_empty() {
            writeln!(f, "heard     nothing")?;
        }
        for turn in &played.turns {
            write!(f, "{}", Said(turn))?;
        }
        for line in &played.lines {
            writeln!(f, "cart      {}", InCart { line, menu })?;
        }
        if played.lines.is_empty() {
            writeln!(f, "cart      empty")?;
        }
        for refused in &played.refuses {
            let item = refused.item.as_deref().unwrap_or("what is not on the menu");
            writeln!(f, "refused   {item}: {}", refused.code)?;
        }
        if let Some(asks) = &played.asks {
            writeln!(f, "asks      {} of {}", asks.need, asks.item)?;
        }
        if played.submitted {
            writeln!(f, "placed    yes")?;
        }
        if !played.sound.is_zero() {
            let work = played.front + played.recognised;
            writeln!(
                f,
                "work      {} of {} of sound: {:.3} of real time (front end {:.3})",
                ms(work),
                ms(played.sound),
                ratio(work, played.sound),
                ratio(played.front, played.sound)
            )?;
        }
        Ok(())
    }
}

struct Said<'a>(&'a PlayedTurn);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(turn) = self;
        writeln!(f, "heard     {}", marked(&turn.heard))?;
        if !turn.heard.sure {
            writeln!(f, "          not sure of it")?;
        }
        if let Some(rival) = &turn.heard.rival {
            let rival: Vec<&str> = rival.iter().map(|word| word.text.as_str()).collect();
            writeln!(f, "or        {}", rival.join(" "))?;
        }
        writeln!(f, "says      {}", turn.says)?;
        if let (Some(words), Some(cart)) = (turn.words_after, turn.cart_after) {
            let (words, cart) = (ms(words), ms(cart));
            writeln!(
                f,
                "after     words {words}, cart {cart} after the end of speech"
            )?;
        }
        Ok(())
    }
}

/// The words, those in brackets that were hardly heard.
fn marked(heard: &Heard) -> String {
    let words = heard
        .words
        .iter()
        .map(|word| match word.confidence < UNSURE {
            true => format!("[{}]", word.text),
            false => word.text.clone(),
        });
    let words: Vec<String> = words.collect();
    match words.is_empty() {
        true => "nothing".to_owned(),
        false => words.join(" "),
    }
}

struct InCart<'a> {
    line: &'a PlayedLine,
    menu: &'a Menu,
}

impl fmt::Display for InCart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Line {
            item,
            quantity,
            size,
            modifiers,
        } = &self.line.line;
        let known = self
            .menu
            .items
            .iter()
            .find(|known| known.id.as_str() == item);
        let name = known.map_or(item.as_str(), |known| &known.name);
        write!(f, "{quantity} × {name}")?;
        if let Some(size) = size {
            let known = known.and_then(|known| size_name(known, size));
            write!(f, ", {}", known.unwrap_or(size))?;
        }
        for modifier in modifiers {
            let groups = self.menu.modifier_groups.iter();
            let known = groups.flat_map(|group| &group.modifiers);
            let known = known
                .into_iter()
                .find(|known| known.id.as_str() == modifier);
            match known {
                Some(Modifier { kind, name, .. }) => write!(f, ", {}{name}", sign(*kind))?,
                None => write!(f, ", {modifier}")?,
            }
        }
        if self.line.unsure {
            f.write_str("  (unsure)")?;
        }
        if self.line.open {
            f.write_str("  (waits for an answer)")?;
        }
        Ok(())
    }
}

fn size_name<'a>(item: &'a Item, id: &str) -> Option<&'a str> {
    let size = item.sizes.iter().find(|size| size.id.as_str() == id)?;
    Some(&size.name)
}

fn sign(kind: ModifierKind) -> &'static str {
    match kind {
        ModifierKind::Add => "add ",
        ModifierKind::Remove => "no ",
        ModifierKind::Choice => "",
    }
}

fn ms(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

fn ratio(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64().max(f64::EPSILON)
}

/// For programs.
pub(super) fn json(played: &Played) -> Value {
    let turn = |turn: &PlayedTurn| {
        let words = turn.heard.words.iter();
        let words = words.map(|word| json!({"text": word.text, "confidence": word.confidence}));
        json!({
            "heard": turn.heard.text(),
            "words": words.collect::<Vec<_>>(),
            "sure": turn.heard.sure,
            "says": turn.says,
            "words_after_ms": turn.words_after.map(millis),
            "cart_after_ms": turn.cart_after.map(millis),
        })
    };
    let lines = played
        .lines
        .iter()
        .map(|line| json!({"line": line.line, "unsure": line.unsure, "open": line.open}));
    json!({
        "turns": played.turns.iter().map(turn).collect::<Vec<_>>(),
        "cart": played.cart,
        "lines": lines.collect::<Vec<_>>(),
        "asks": played.asks,
        "asked_back": played.asked_back,
        "refuses": played.refuses,
        "submitted": played.submitted,
        "sound_ms": millis(played.sound),
        "work_ms": millis(played.front + played.recognised),
    })
}

fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}
