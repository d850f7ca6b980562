//! What a request may hold, as rules that are checked strictly: the first fault is the answer.

use serde_json::{Map, Value};

/// What a value must be.
pub(super) enum Rule {
    /// Anything.
    Any,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// Text of at most so many characters.
    Text(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number from and to.
    Whole(i64, i64),
    /// A number from and to.
    Number(f64, f64),
    /// A list of exactly one of these words.
    One(&'static [&'static str]),
    /// A list of at most so many.
    List(&'static Rule, usize),
    /// Names of their own choice, at most so many, with text of at most so many characters.
    Labels(usize, usize),
    /// An object with these fields and no other.
    Object(&'static [Field]),
    /// An object whose `type` says which fields it has.
    Tagged(&'static [(&'static str, &'static [Field])]),
    /// Whichever of these is of the value's JSON kind.
    Either(&'static [Rule]),
}

/// A field of an object.
pub(super) struct Field {
    name: &'static str,
    rule: Rule,
    needed: bool,
}

/// A field that may be left out.
pub(super) const fn may(name: &'static str, rule: Rule) -> Field {
    Field {
        name,
        rule,
        needed: false,
    }
}

/// A field that must be there.
pub(super) const fn must(name: &'static str, rule: Rule) -> Field {
    Field {
        name,
        rule,
        needed: true,
    }
}

/// What is wrong with a request, as the provider's errors say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// `error.code`.
    pub code: &'static str,
    /// `error.message`.
    pub message: String,
    /// `error.param`: the path of the field, with dots.
    pub param: Option<String>,
}

impl Fault {
    /// A fault of the field at `param`.
    pub fn at(code: &'static str, param: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            param: Some(param.to_owned()),
        }
    }

    /// A fault of no field.
    pub fn of(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            param: None,
        }
    }
}

/// Holds a value, which stands at `path`, against its rule.
///
/// # Errors
/// The first fault.
pub(super) fn check(rule: &Rule, value: &Value, path: &str) -> Result<(), Fault> {
    let wrong = |expected: &str| {
        let message = format!("Invalid type for '{path}': expected {expected}.");
        Err(Fault::at("invalid_type", path, message))
    };
    match (rule, value) {
        (Rule::Any, _) | (Rule::Null, Value::Null) | (Rule::Bool, Value::Bool(_)) => Ok(()),
        (Rule::Text(most), Value::String(text)) => length(text, *most, path),
        (Rule::Word(words), Value::String(text)) => word(words, text, path),
        (Rule::Whole(least, most), Value::Number(number)) => match number.as_i64() {
            Some(number) => whole(number, *least, *most, path),
            None => wrong("an integer"),
        },
        (Rule::Number(least, most), Value::Number(number)) => {
            decimal(number.as_f64().unwrap_or(f64::NAN), *least, *most, path)
        }
        (Rule::One(words), Value::Array(list)) => match list.as_slice() {
            [Value::String(text)] => word(words, text, &format!("{path}[0]")),
            _ => {
                let message = format!("'{path}' must have exactly one entry.");
                Err(Fault::at("invalid_value", path, message))
            }
        },
        (Rule::List(each, most), Value::Array(list)) => {
            if list.len() > *most {
                let message = format!("'{path}' has more than {most} entries.");
                return Err(Fault::at("array_above_max_length", path, message));
            }
            let mut each = list.iter().enumerate().map(|(index, value)| {
                let path = format!("{path}[{index}]");
                check(each, value, &path)
            });
            each.try_for_each(|checked| checked)
        }
        (Rule::Labels(most, long), Value::Object(labels)) => {
            check_labels(labels, *most, *long, path)
        }
        (Rule::Object(fields), Value::Object(object)) => check_fields(fields, object, path),
        (Rule::Tagged(kinds), Value::Object(object)) => check_tagged(kinds, object, path),
        (Rule::Either(rules), _) => match rules.iter().find(|rule| is_of_kind(rule, value)) {
            Some(rule) => check(rule, value, path),
            None => wrong("another kind of value"),
        },
        (Rule::Null, _) => wrong("null"),
        (Rule::Bool, _) => wrong("a boolean"),
        (Rule::Text(_) | Rule::Word(_), _) => wrong("a string"),
        (Rule::Whole(..), _) => wrong("an integer"),
        (Rule::Number(..), _) => wrong("a number"),
        (Rule::One(_) | Rule::List(..), _) => wrong("an array"),
        (Rule::Labels(..) | Rule::Object(_) | Rule::Tagged(_), _) => wrong("an object"),
    }
}

fn is_of_kind(rule: &Rule, value: &Value) -> bool {
    match rule {
        Rule::Any => true,
        Rule::Null => value.is_null(),
        Rule::Bool => value.is_boolean(),
        Rule::Text(_) | Rule::Word(_) => value.is_string(),
        Rule::Whole(..) | Rule::Number(..) => value.is_number(),
        Rule::One(_) | Rule::List(..) => value.is_array(),
        Rule::Labels(..) | Rule::Object(_) | Rule::Tagged(_) => value.is_object(),
        Rule::Either(rules) => rules.iter().any(|rule| is_of_kind(rule, value)),
    }
}

fn length(text: &str, most: usize, path: &str) -> Result<(), Fault> {
    if text.chars().nth(most).is_none() {
        return Ok(());
    }
    let message = format!("Invalid '{path}': string too long, at most {most} characters.");
    Err(Fault::at("string_above_max_length", path, message))
}

fn word(words: &[&str], text: &str, path: &str) -> Result<(), Fault> {
    if words.contains(&text) {
        return Ok(());
    }
    let known = words.join("', '");
    let message = format!("Invalid value: '{text}'. Supported values are: '{known}'.");
    Err(Fault::at("invalid_value", path, message))
}

fn whole(number: i64, least: i64, most: i64, path: &str) -> Result<(), Fault> {
    let (code, bound) = if number < least {
        ("integer_below_min_value", least)
    } else if number > most {
        ("integer_above_max_value", most)
    } else {
        return Ok(());
    };
    let message = format!("Invalid '{path}': {number} is beyond {bound}.");
    Err(Fault::at(code, path, message))
}

fn decimal(number: f64, least: f64, most: f64, path: &str) -> Result<(), Fault> {
    let (code, bound) = if number < least {
        ("decimal_below_min_value", least)
    } else if number > most {
        ("decimal_above_max_value", most)
    } else {
        return Ok(());
    };
    let message = format!("Invalid '{path}': {number} is beyond {bound}.");
    Err(Fault::at(code, path, message))
}

fn check_labels(
    labels: &Map<String, Value>,
    most: usize,
    long: usize,
    path: &str,
) -> Result<(), Fault> {
    /// The longest name of a label (REALTIME, section 5).
    const NAME: usize = 64;
    if labels.len() > most {
        let message = format!("'{path}' has more than {most} pairs.");
        return Err(Fault::at("array_above_max_length", path, message));
    }
    labels.iter().try_for_each(|(name, value)| {
        let path = join(path, name);
        length(name, NAME, &path)?;
        check(&Rule::Text(long), value, &path)
    })
}

fn check_tagged(
    kinds: &[(&'static str, &'static [Field])],
    object: &Map<String, Value>,
    path: &str,
) -> Result<(), Fault> {
    let tag = join(path, "type");
    let Some(said) = object.get("type") else {
        return Err(missing(&tag));
    };
    let words: Vec<&'static str> = kinds.iter().map(|(kind, _)| *kind).collect();
    let Value::String(said) = said else {
        return check(&Rule::Text(usize::MAX), said, &tag);
    };
    match kinds.iter().find(|(kind, _)| kind == said) {
        Some((_, fields)) => check_fields(fields, object, path),
        None => word(&words, said, &tag),
    }
}

/// `type` is known to whoever looked it up and needs no rule.
fn check_fields(fields: &[Field], object: &Map<String, Value>, path: &str) -> Result<(), Fault> {
    for (name, value) in object {
        let path = join(path, name);
        match fields.iter().find(|field| field.name == name) {
            Some(field) => check(&field.rule, value, &path)?,
            None if name == "type" => {}
            None => {
                let message = format!("Unknown parameter: '{path}'.");
                return Err(Fault::at("unknown_parameter", &path, message));
            }
        }
    }
    let absent = fields
        .iter()
        .find(|field| field.needed && !object.contains_key(field.name));
    absent.map_or(Ok(()), |field| Err(missing(&join(path, field.name))))
}

fn missing(path: &str) -> Fault {
    let message = format!("Missing required parameter: '{path}'.");
    Fault::at("missing_required_parameter", path, message)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_fault_is_named_with_its_path() {
        static INNER: &[Field] = &[must("rate", Rule::Whole(24_000, 24_000))];
        static OUTER: &[Field] = &[
            may("format", Rule::Either(&[Rule::Null, Rule::Object(INNER)])),
            may("labels", Rule::Labels(1, 3)),
        ];
        let fault = |value: Value| {
            let fault = check(&Rule::Object(OUTER), &value, "session").unwrap_err();
            (fault.code, fault.param.unwrap_or_default())
        };
        assert_eq!(
            check(&Rule::Object(OUTER), &json!({"format": null}), ""),
            Ok(())
        );
        for (value, code, param) in [
            (json!({"x": 1}), "unknown_parameter", "session.x"),
            (
                json!({"format": {}}),
                "missing_required_parameter",
                "session.format.rate",
            ),
            (
                json!({"format": {"rate": 8000}}),
                "integer_below_min_value",
                "session.format.rate",
            ),
            (
                json!({"format": {"rate": 1.5}}),
                "invalid_type",
                "session.format.rate",
            ),
            (json!({"format": true}), "invalid_type", "session.format"),
            (
                json!({"labels": {"a": "long"}}),
                "string_above_max_length",
                "session.labels.a",
            ),
            (
                json!({"labels": {"a": "", "b": ""}}),
                "array_above_max_length",
                "session.labels",
            ),
        ] {
            assert_eq!(fault(value), (code, param.to_owned()));
        }
    }
}
