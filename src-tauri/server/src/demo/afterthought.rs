//! What guests think of after they ordered.

use super::{guests::pick, words};
use kitchen::LineRequest;
use rand::{RngExt, rngs::StdRng};
use serde_json::{Value, json};
use std::fmt;

/// An order as it was answered, as far as is needed to talk of it.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub id: String,
    pub number: u64,
    lines: Vec<(String, String)>,
    service: String,
    total: i64,
}

impl Placed {
    /// Reads an answer of the server.
    pub fn read(answer: &Value) -> Option<Self> {
        let lines = answer["lines"].as_array()?.iter().map(|line| {
            let name = line["name"].as_str()?;
            let said = match line["quantity"].as_u64()? {
                1 => name.to_owned(),
                several => format!("{several} × {name}"),
            };
            Some((line["id"].as_str()?.to_owned(), said))
        });
        let service = &answer["service"];
        let fields = service
            .as_object()?
            .iter()
            .filter(|(name, _)| *name != "address");
        let words: Vec<&str> = fields.filter_map(|(_, value)| value.as_str()).collect();
        Some(Self {
            id: answer["id"].as_str()?.to_owned(),
            number: answer["number"].as_u64()?,
            lines: lines.collect::<Option<_>>()?,
            service: words.join(" "),
            total: answer["total"].as_i64()?,
        })
    }
}

impl fmt::Display for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<&str> = self.lines.iter().map(|(_, said)| said.as_str()).collect();
        let (lines, number) = (lines.join(", "), self.number);
        let (whole, cents) = (self.total / 100, self.total % 100);
        write!(
            f,
            "placed    #{number} {}: {lines} ({whole}.{cents:02})",
            self.service
        )
    }
}

/// A change of mind.
#[derive(Debug)]
pub(super) enum Afterthought {
    /// One more.
    Add(Box<LineRequest>),
    /// That one not.
    Void { line: String, said: String },
    /// Not at all.
    Cancel(String),
    /// Quickly.
    Rush,
}

impl Afterthought {
    /// One that fits the order. `more` is what could be added to it.
    pub fn of(placed: &Placed, more: Option<LineRequest>, random: &mut StdRng) -> Self {
        let chance = random.random_range(0..100);
        let which = random.random_range(0..placed.lines.len().max(1));
        match (chance, more, placed.lines.get(which)) {
            (..40, Some(line), _) => Self::Add(Box::new(line)),
            (..70, _, Some((line, said))) if placed.lines.len() > 1 => Self::Void {
                line: line.clone(),
                said: said.clone(),
            },
            (..85, ..) => Self::Rush,
            _ => Self::Cancel(pick(words::REASONS, random).unwrap_or_default()),
        }
    }

    /// Where to send it, and what.
    pub fn request(&self, placed: &Placed) -> (String, Value) {
        let id = &placed.id;
        let amend = format!("/v1/orders/{id}/amend");
        match self {
            Self::Add(line) => (amend, json!({"add": [line]})),
            Self::Void { line, .. } => (amend, json!({"void": [line]})),
            Self::Cancel(reason) => (format!("/v1/orders/{id}/cancel"), json!({"reason": reason})),
            Self::Rush => {
                let command = json!({"type": "rush", "order": id, "on": true});
                ("/v1/commands".to_owned(), command)
            }
        }
    }
}

impl fmt::Display for Afterthought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add(line) => write!(f, "and {} {}", line.quantity, line.item),
            Self::Void { said, .. } => write!(f, "without {said}"),
            Self::Cancel(reason) => write!(f, "cancelled: {reason}"),
            Self::Rush => f.write_str("in a hurry"),
        }
    }
}
