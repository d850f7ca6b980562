//! A place in the JSON of a menu: reads what must stand there, or notes a fault.

use super::fault::Faults;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// Of a text that is at fault, as much as a message repeats.
const QUOTED_CHARS: usize = 40;
/// An id: what `[a-z0-9][a-z0-9_-]{0,63}` allows.
const ID_CHARS: usize = 64;

/// A value with its place. One that is not there has had its fault, and says no more.
pub(super) struct Node<'a> {
    value: Option<&'a Value>,
    pointer: String,
    faults: &'a Faults,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value, faults: &'a Faults) -> Self {
        Self {
            value: Some(value),
            pointer: String::new(),
            faults,
        }
    }

    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    pub(super) fn fault(&self, message: String) {
        self.faults.push(&self.pointer, message);
    }

    /// The field of that name. If there is none, that is a fault.
    pub(super) fn required(&self, name: &'static str) -> Self {
        self.optional(name).unwrap_or_else(|| {
            let missing = self.below(None, name);
            // What is no object has said so; it lacks no fields.
            if self.fields().is_some() {
                missing.fault("is missing".into());
            }
            missing
        })
    }

    /// The field of that name, if there is one.
    pub(super) fn optional(&self, name: &'static str) -> Option<Self> {
        let value = self.fields()?.get(name)?;
        Some(self.below(Some(value), name))
    }

    fn fields(&self) -> Option<&'a Map<String, Value>> {
        self.value?.as_object()
    }

    // Needs no escapes: names are ours and have neither `~` nor `/`.
    fn below(&self, value: Option<&'a Value>, part: impl std::fmt::Display) -> Self {
        Self {
            value,
            pointer: format!("{}/{part}", self.pointer),
            faults: self.faults,
        }
    }

    /// Notes a fault unless the value is an object.
    pub(super) fn expect_object(&self) {
        if self.fields().is_none() {
            self.wrong_type("an object");
        }
    }

    /// The entries of a list; `None` if not all of them can be read.
    pub(super) fn list(&self, count: RangeInclusive<usize>) -> Option<Vec<Self>> {
        let Some(list) = self.value.and_then(Value::as_array) else {
            self.wrong_type("a list");
            return None;
        };
        if list.len() > *count.end() {
            self.fault(format!(
                "has {} entries; at most {} are allowed",
                list.len(),
                count.end()
            ));
            return None;
        }
        if list.len() < *count.start() {
            self.fault("is empty".into());
        }
        Some(
            list.iter()
                .enumerate()
                .map(|(i, value)| self.below(Some(value), i))
                .collect(),
        )
    }

    /// A string of any form.
    pub(super) fn string(&self) -> Option<&'a str> {
        let text = self.value.and_then(Value::as_str);
        if text.is_none() {
            self.wrong_type("a text");
        }
        text
    }

    /// A text that a person reads.
    pub(super) fn text(&self, most_chars: usize) -> String {
        let Some(text) = self.string() else {
            return String::new();
        };
        let chars = text.chars().count();
        if chars > most_chars {
            self.fault(format!(
                "has {chars} characters; at most {most_chars} are allowed"
            ));
        } else if text.trim().is_empty() {
            self.fault("is blank".into());
        } else if text.chars().any(char::is_control) {
            self.fault("has a control character".into());
        }
        text.into()
    }

    /// An id of ours; `None` if it is not even a text.
    pub(super) fn id(&self) -> Option<&'a str> {
        let id = self.string()?;
        let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let of_form = id.len() <= ID_CHARS
            && id.bytes().next().is_some_and(word)
            && id.bytes().all(|b| word(b) || b == b'-' || b == b'_');
        if !of_form {
            self.fault(format!(
                "is {}; an id has 1 to {ID_CHARS} of a-z, 0-9, - and _, and begins with a letter or digit",
                quoted(id)
            ));
        }
        Some(id)
    }

    /// A whole number in a range; 0 if there is none.
    pub(super) fn whole<T: TryFrom<i64> + Default>(&self, range: RangeInclusive<i64>) -> T {
        self.try_whole(range).unwrap_or_default()
    }

    /// A whole number in a range.
    pub(super) fn try_whole<T: TryFrom<i64>>(&self, range: RangeInclusive<i64>) -> Option<T> {
        let Some(Value::Number(number)) = self.value else {
            self.wrong_type("a whole number");
            return None;
        };
        if number.is_f64() {
            self.fault(format!(
                "is {number}; a whole number belongs here, without a point"
            ));
            return None;
        }
        let read = number.as_i64().filter(|number| range.contains(number));
        if read.is_none() {
            let (least, most) = range.into_inner();
            self.fault(format!("is {number}; {least} to {most} are allowed"));
        }
        // A range that does not fit its type would be a fault of ours.
        read.and_then(|number| T::try_from(number).ok())
    }

    pub(super) fn flag(&self) -> bool {
        self.value.and_then(Value::as_bool).unwrap_or_else(|| {
            self.wrong_type("true or false");
            false
        })
    }

    fn wrong_type(&self, wanted: &str) {
        let is = match self.value {
            None => return,
            Some(Value::Null) => "null",
            Some(Value::Bool(_)) => "true or false",
            Some(Value::Number(_)) => "a number",
            Some(Value::String(_)) => "a text",
            Some(Value::Array(_)) => "a list",
            Some(Value::Object(_)) => "an object",
        };
        self.fault(format!("is {is}; {wanted} belongs here"));
    }
}

/// A text as a message repeats it: in quotes, without control characters, and short.
pub(super) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(QUOTED_CHARS).collect();
    let rest = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{rest}")
}
