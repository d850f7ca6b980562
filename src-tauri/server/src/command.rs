//! Commands as clients write them: read with the field that is at fault named, and who may give
//! which.

use crate::auth::Role;
use kitchen::{
    Command, ItemId, LineEdit, LineId, LineRequest, OrderId, OrderRequest, Refusal, StationId,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use wire::ErrorCode;

/// A command, and where its fields stand in the body it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadCommand {
    /// What is to happen.
    pub command: Command,
    /// What to put before the kitchen's pointers: it sees an order without what is around it.
    within: &'static str,
}

impl ReadCommand {
    /// The pointer that a client can follow in its own body.
    pub fn field(&self, refusal: &Refusal) -> Option<String> {
        let field = refusal.field.as_ref()?;
        Some(format!("{}{field}", self.within))
    }
}

/// A body that is no command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadCommand {
    /// What clients match on.
    pub code: ErrorCode,
    /// What a person reads.
    pub message: String,
    /// JSON pointer into the body, where one field is at fault.
    pub field: Option<String>,
}

impl BadCommand {
    fn new(message: impl Into<String>, field: Option<String>) -> Self {
        Self {
            code: ErrorCode::InvalidBody,
            message: message.into(),
            field,
        }
    }
}

/// Reads a command, tagged by `type`. The order of a `place_order` may stand in a field `order`,
/// or its fields beside `type`.
///
/// # Errors
/// [`BadCommand`], naming the field where it is one.
pub fn parse_command(body: Value) -> Result<ReadCommand, BadCommand> {
    let Value::Object(fields) = body else {
        return Err(BadCommand::new("a command is a JSON object", None));
    };
    let Some(kind) = fields.get("type").and_then(Value::as_str) else {
        let field = Some("/type".to_owned());
        return Err(BadCommand::new("a command names its `type`", field));
    };
    if kind == "place_order" {
        return place_order(fields);
    }
    let body = Value::Object(fields);
    // Every variant is read through a buffer that forgets where it stood, so the place of a fault
    // is looked for afterwards.
    match Command::deserialize(&body) {
        Ok(command) => Ok(ReadCommand {
            command,
            within: "",
        }),
        Err(error) => {
            let message = error.to_string();
            let field = at_fault(&body, &message);
            Err(BadCommand::new(message, field))
        }
    }
}

/// Whether tokens of `role` may give this command on the stream and by `POST /v1/commands`
/// (PROTOCOL, section 1).
pub fn allowed(role: Role, command: &Command) -> bool {
    match command {
        Command::PlaceOrder { .. } => {
            matches!(
                role,
                Role::Pos | Role::Counter | Role::Device | Role::Operator
            )
        }
        Command::AmendOrder { .. } | Command::CancelOrder { .. } => {
            matches!(role, Role::Pos | Role::Operator)
        }
        Command::StartLine { .. }
        | Command::Bump { .. }
        | Command::Recall { .. }
        | Command::FireCourse { .. }
        | Command::HoldCourse { .. }
        | Command::Rush { .. }
        | Command::AcknowledgeChange { .. }
        | Command::SetAvailability { .. } => {
            matches!(role, Role::Display | Role::Device | Role::Operator)
        }
        // The whole menu comes by `PUT /v1/menu`, which checks it and says all its faults.
        Command::ReplaceMenu { .. } => false,
    }
}

fn place_order(mut fields: Map<String, Value>) -> Result<ReadCommand, BadCommand> {
    let (order, within) = match fields.remove("order") {
        Some(order) => (order, "/order"),
        None => (Value::Object(fields), ""),
    };
    let order = read::<OrderRequest>(order).map_err(|(message, field)| {
        let field = Some(format!("{within}{field}")).filter(|field| !field.is_empty());
        BadCommand::new(message, field)
    })?;
    let command = Command::PlaceOrder { order };
    Ok(ReadCommand { command, within })
}

/// Reads a body, or says what is wrong with it and where (a JSON pointer, empty for the whole).
///
/// # Errors
/// The message and the pointer.
pub fn read<T: DeserializeOwned>(body: Value) -> Result<T, (String, String)> {
    serde_path_to_error::deserialize(body).map_err(|error| {
        let mut pointer = pointer(error.path());
        let message = error.into_inner().to_string();
        if let Some(missing) = quoted_after(&message, "missing field ") {
            pointer = format!("{pointer}/{missing}");
        }
        (message, pointer)
    })
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        let step = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => break,
        };
        pointer.push('/');
        pointer.push_str(&step);
    }
    pointer
}

/// Where a command that could not be read is at fault, as far as one field is.
fn at_fault(body: &Value, message: &str) -> Option<String> {
    if message.starts_with("unknown variant") {
        return Some("/type".to_owned());
    }
    let fields = body.as_object()?;
    let wrong = fields.iter().find_map(|(name, value)| {
        let (_, within) = fault_of(name, value)?.err()?;
        Some(format!("/{name}{within}"))
    });
    // Only then: what is missing may be missing inside a field.
    wrong.or_else(|| Some(format!("/{}", quoted_after(message, "missing field ")?)))
}

/// Whether a command's field of that name can have that value; `None` where no command has it.
fn fault_of(name: &str, value: &Value) -> Option<Result<(), (String, String)>> {
    fn fits<T: DeserializeOwned>(value: &Value) -> Result<(), (String, String)> {
        read::<T>(value.clone()).map(drop)
    }
    Some(match name {
        "order" => fits::<OrderId>(value),
        "line" => fits::<LineId>(value),
        "lines" => fits::<Option<Vec<LineId>>>(value),
        "station" => fits::<Option<StationId>>(value),
        "item" => fits::<ItemId>(value),
        "course" => fits::<u8>(value),
        "on" | "available" => fits::<bool>(value),
        "remaining" => fits::<Option<u32>>(value),
        "reason" | "note" => fits::<Option<String>>(value),
        "add" => fits::<Vec<LineRequest>>(value),
        "change" => fits::<Vec<LineEdit>>(value),
        "void" => fits::<Vec<LineId>>(value),
        // An instant is a number or a text; what the text says is not seen from here.
        "until" | "until_ms" if value.is_number() || value.is_null() => Ok(()),
        "until" | "until_ms" => Err(("not an instant".to_owned(), String::new())),
        _ => return None,
    })
}

/// The word in backticks that follows `intro`, as serde writes names.
fn quoted_after<'a>(message: &'a str, intro: &str) -> Option<&'a str> {
    let (_, rest) = message.split_once(intro)?;
    rest.strip_prefix('`')?.split('`').next()
}

#[cfg(test)]
mod tests;
