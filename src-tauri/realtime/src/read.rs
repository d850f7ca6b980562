//! Strict reading of what a client sends: every field must be known, of the right kind and within
//! its bounds, and what is not is named by its path.

use crate::error::{Code, Refusal};
use crate::field::Field;
use serde_json::{Map, Value};

/// An object of which each field is taken once; what is left at the end was unknown.
#[derive(Debug)]
pub(crate) struct Object {
    map: Map<String, Value>,
    path: String,
}

impl Object {
    /// The object at `path`, or a refusal if it is something else.
    pub(crate) fn of(value: Value, path: impl Into<String>) -> Result<Self, Refusal> {
        let path = path.into();
        match value {
            Value::Object(map) => Ok(Self { map, path }),
            other => Err(wrong_kind(&path, "an object", &other)),
        }
    }

    /// The path of a field of this object.
    pub(crate) fn path(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Takes a field as it is.
    pub(crate) fn take(&mut self, key: &str) -> Field<Value> {
        match self.map.remove(key) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => Field::Value(value),
        }
    }

    /// Takes a field and makes of it what `make` makes of a value and its path.
    pub(crate) fn field<T>(
        &mut self,
        key: &str,
        make: impl FnOnce(Value, &str) -> Result<T, Refusal>,
    ) -> Result<Field<T>, Refusal> {
        let path = self.path(key);
        self.take(key).try_map(|value| make(value, &path))
    }

    /// Takes a field that must be there.
    pub(crate) fn required<T>(
        &mut self,
        key: &str,
        make: impl FnOnce(Value, &str) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let path = self.path(key);
        match self.take(key) {
            Field::Value(value) => make(value, &path),
            Field::Absent => Err(missing(path)),
            Field::Null => Err(wrong_kind(&path, "a value", &Value::Null)),
        }
    }

    /// Takes a field that may be absent or null, which mean the same here.
    pub(crate) fn optional<T>(
        &mut self,
        key: &str,
        make: impl FnOnce(Value, &str) -> Result<T, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        Ok(match self.field(key, make)? {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Null => None,
        })
    }

    /// All that is left, where any key is allowed.
    pub(crate) fn into_entries(self) -> Map<String, Value> {
        self.map
    }

    /// Refuses what nobody took.
    pub(crate) fn finish(self) -> Result<(), Refusal> {
        match self.map.keys().next() {
            None => Ok(()),
            Some(key) => Err(unknown(self.path(key))),
        }
    }
}

/// A field that is not known there.
pub(crate) fn unknown(path: String) -> Refusal {
    let message = format!("Unknown parameter: '{path}'.");
    Refusal::of(Code::UnknownParameter, path, message)
}

/// A field that must be there and is not.
pub(crate) fn missing(path: String) -> Refusal {
    let message = format!("Missing required parameter: '{path}'.");
    Refusal::of(Code::MissingRequiredParameter, path, message)
}

fn wrong_kind(path: &str, wanted: &str, got: &Value) -> Refusal {
    let got = match got {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    let message = format!("Invalid type for '{path}': expected {wanted}, but got {got} instead.");
    Refusal::of(Code::InvalidType, path, message)
}

/// Text of any length.
pub(crate) fn string(value: Value, path: &str) -> Result<String, Refusal> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong_kind(path, "a string", &other)),
    }
}

/// Text of at most so many characters.
pub(crate) fn string_up_to(max: usize) -> impl Fn(Value, &str) -> Result<String, Refusal> + Copy {
    move |value, path| {
        let text = string(value, path)?;
        // Bytes are never fewer than characters, so the count is made only where it is near.
        if text.len() > max && text.chars().count() > max {
            let message = format!("Invalid '{path}': string too long, at most {max} characters.");
            return Err(Refusal::of(Code::StringAboveMax, path, message));
        }
        Ok(text)
    }
}

/// True or false.
pub(crate) fn boolean(value: Value, path: &str) -> Result<bool, Refusal> {
    match value {
        Value::Bool(value) => Ok(value),
        other => Err(wrong_kind(path, "a boolean", &other)),
    }
}

/// A whole number within these bounds, both included. A fraction is refused, even `1.0`: the
/// provider does so too.
pub(crate) fn integer(min: u64, max: u64) -> impl Fn(Value, &str) -> Result<u64, Refusal> + Copy {
    move |value, path| {
        let below = || {
            let message = format!("Invalid '{path}': integer below minimum value, at least {min}.");
            Refusal::of(Code::IntegerBelowMin, path, message)
        };
        let number = match &value {
            Value::Number(number) => number,
            other => return Err(wrong_kind(path, "an integer", other)),
        };
        match (number.as_u64(), number.as_i64()) {
            (Some(number), _) if number > max => {
                let message =
                    format!("Invalid '{path}': integer above maximum value, at most {max}.");
                Err(Refusal::of(Code::IntegerAboveMax, path, message))
            }
            (Some(number), _) if number >= min => Ok(number),
            (Some(_), _) | (None, Some(_)) => Err(below()),
            (None, None) => Err(wrong_kind(path, "an integer", &value)),
        }
    }
}

/// A number within these bounds, both included.
pub(crate) fn decimal(min: f64, max: f64) -> impl Fn(Value, &str) -> Result<f64, Refusal> + Copy {
    move |value, path| {
        let Some(number) = value.as_f64() else {
            return Err(wrong_kind(path, "a number", &value));
        };
        if number < min {
            let message = format!("Invalid '{path}': decimal below minimum value, at least {min}.");
            return Err(Refusal::of(Code::DecimalBelowMin, path, message));
        }
        if number > max {
            let message = format!("Invalid '{path}': decimal above maximum value, at most {max}.");
            return Err(Refusal::of(Code::DecimalAboveMax, path, message));
        }
        Ok(number)
    }
}

/// A list of at most so many, each read by `make` with its own path.
pub(crate) fn list<T>(
    max: usize,
    make: impl Fn(Value, &str) -> Result<T, Refusal>,
) -> impl Fn(Value, &str) -> Result<Vec<T>, Refusal> {
    move |value, path| {
        let values = match value {
            Value::Array(values) => values,
            other => return Err(wrong_kind(path, "an array", &other)),
        };
        if values.len() > max {
            let message = format!("Invalid '{path}': array too long, at most {max} elements.");
            return Err(Refusal::of(Code::ArrayAboveMax, path, message));
        }
        let numbered = values.into_iter().enumerate();
        numbered
            .map(|(n, value)| make(value, &format!("{path}[{n}]")))
            .collect()
    }
}

/// One of these words.
pub(crate) fn one_of<T: Copy>(words: &[(&str, T)]) -> impl Fn(Value, &str) -> Result<T, Refusal> {
    move |value, path| {
        let text = string(value, path)?;
        let known = words.iter().find(|(word, _)| *word == text);
        known.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let all: Vec<_> = words.iter().map(|(word, _)| format!("'{word}'")).collect();
            Refusal::value(path, not_among(&text, &all.join(", ")))
        })
    }
}

/// The message for a word that is none of those there are.
pub(crate) fn not_among(got: &str, supported: &str) -> String {
    // A long value is the sender's own; it need not come back whole.
    let short: String = got.chars().take(64).collect();
    format!("Invalid value: '{short}'. Supported values are: {supported}.")
}
