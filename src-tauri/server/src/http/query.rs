//! What follows the question mark, read by name and refused by name.

use super::problem::Problem;
use axum::{extract::Query as Extractor, http::Uri};
use jiff::Timestamp;
use kitchen::UnixMs;
use std::ops::RangeInclusive;
use wire::ErrorCode;

/// Parameters of one request. Unknown ones are ignored; an empty one is none.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Those of an address.
    pub fn of(uri: &Uri) -> Result<Self, Problem> {
        let pairs = Extractor::<Vec<(String, String)>>::try_from_uri(uri);
        let pairs = pairs
            .map_err(|_| Problem::new(ErrorCode::InvalidParameter, "The query cannot be read."))?;
        Ok(Self(pairs.0))
    }

    /// The parameter of that name.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// One of several words.
    pub fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Problem> {
        let Some(said) = self.text(name) else {
            return Ok(None);
        };
        let found = words.iter().find(|(word, _)| *word == said);
        found.map(|(_, value)| Some(*value)).ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            Problem::parameter(name, format!("One of {} belongs here.", words.join(", ")))
        })
    }

    /// A whole number.
    pub fn number(&self, name: &str, range: RangeInclusive<u64>) -> Result<Option<u64>, Problem> {
        let Some(said) = self.text(name) else {
            return Ok(None);
        };
        let number = said.parse().ok().filter(|number| range.contains(number));
        number.map(Some).ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            Problem::parameter(
                name,
                format!("A whole number from {least} to {most} belongs here."),
            )
        })
    }

    /// An instant, RFC 3339.
    pub fn instant(&self, name: &str) -> Result<Option<UnixMs>, Problem> {
        let Some(said) = self.text(name) else {
            return Ok(None);
        };
        // The plus of an offset that was not escaped arrives as a space.
        let at = said.replace(' ', "+").parse::<Timestamp>();
        let at = at.map_err(|_| Problem::parameter(name, "An RFC 3339 instant belongs here."))?;
        Ok(Some(at.as_millisecond()))
    }
}
