//! The session that is handed over with a token: the house's part, and the client's on top of it.

#[cfg(test)]
mod tests;

use super::menu::{self, Told};
use crate::voice::fault::Fault;
use kitchen::{State, UnixMs, cart::tools::Call, menu::Item};
use serde_json::{Map, Value, json};

/// The provider's models, as the operator names them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Models<'a> {
    /// The one that speaks with guests.
    pub speaks: &'a str,
    /// The one that writes down what they say.
    pub transcribes: &'a str,
}

/// What a client asks for that leaves the model to the server, as it does where this server
/// listens itself.
const OUR_MODEL: &str = "heard";

/// The longest instructions of a client, in bytes of JSON: a page of text, and the menu still has
/// most of the room.
pub(super) const WISHES_BYTES: usize = 8_000;

/// Names of the menu that the transcription is told to expect; the page names no bound. They share
/// a message of 64 KiB with the instructions, so they are few.
const KEYWORDS: usize = 100;

/// Names that are left out, as a client is told them; the rest is counted.
const NAMED: usize = 100;

/// Names that are left out, as a log has them.
const LOGGED: usize = 20;

/// Bytes of all keywords together, in JSON.
const KEYWORD_BYTES: usize = 8_000;

/// A session to be handed over.
#[derive(Debug, Clone)]
pub(super) struct Handed {
    /// The whole of it, as the provider takes it.
    pub session: Value,
    /// The house's part of it; `None` where the client has tools of its own, and with them its own
    /// way to take orders.
    pub house: Option<House>,
}

/// What the house says to a model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct House {
    /// The instructions, without any client's.
    pub instructions: String,
    /// The tools.
    pub tools: Value,
    /// How many items were told.
    pub listed: usize,
    /// What is left out of the menu, by name.
    pub left_out: Vec<String>,
}

/// The session of a client that wishes for `wishes`, with the kitchen as it is.
///
/// # Errors
/// [`Fault`] where the wishes are none, or too long.
pub(super) fn hand_over(
    state: &State,
    now_ms: UnixMs,
    wishes: &Value,
    models: Models<'_>,
) -> Result<Handed, Fault> {
    let mut wishes = match wishes {
        Value::Null => Map::new(),
        Value::Object(wishes) => wishes.clone(),
        _ => {
            let fault = Fault::wrong("invalid_type", "`session` must be an object.");
            return Err(fault.at("session"));
        }
    };
    if wishes
        .get("type")
        .is_some_and(|kind| kind == "transcription")
    {
        return Ok(Handed {
            session: Value::Object(wishes),
            house: None,
        });
    }
    // Clients that were made for this server ask for the one that it has.
    let ours = |name: &Value| name == OUR_MODEL;
    if wishes.get("model").is_some_and(ours) {
        wishes.remove("model");
    }
    let has_tools = names_tools(wishes.get("tools"));
    if has_tools && !are_ours(wishes.get("tools")) {
        let mut session = json!({"type": "realtime", "model": models.speaks});
        lay(&mut session, Value::Object(wishes));
        return Ok(Handed {
            session,
            house: None,
        });
    }
    let own = instructions(&wishes)?;
    let told = menu::tell(state, now_ms, own.as_deref(), menu::BUDGET);
    let mut session = house_session(state, &told, models);
    lay(&mut session, Value::Object(wishes));
    session["instructions"] = told.instructions.clone().into();
    session["tools"] = told.tools.clone();
    let tail = own.map_or(0, |own| own.len() + menu::BEFORE_WISHES.len());
    let mut instructions = told.instructions;
    instructions.truncate(instructions.len() - tail);
    let names = told.left_out.into_iter().map(|(_, name)| name.to_string());
    let house = House {
        instructions,
        tools: told.tools,
        listed: told.listed.len(),
        left_out: names.collect(),
    };
    Ok(Handed {
        session,
        // A client that names the house's tools keeps the cart itself, and is told the menu.
        house: (!has_tools).then_some(house),
    })
}

impl Handed {
    /// The model that is asked for; a transcription's is a part of its settings.
    pub fn model(&self) -> Option<String> {
        self.session["model"].as_str().map(str::to_owned)
    }
}

impl House {
    /// The first names of what is left out, for a log.
    pub fn left_out_shortly(&self) -> String {
        let first = &self.left_out[..self.left_out.len().min(LOGGED)];
        first.join("; ")
    }

    /// What a client is told of the menu's room.
    pub fn to_json(&self) -> Value {
        let named = &self.left_out[..self.left_out.len().min(NAMED)];
        json!({"listed": self.listed, "left_out": self.left_out.len(), "left_out_names": named})
    }
}

/// Whether a session's `tools` name any: none, `null` and an empty list do not, and libraries send
/// all three.
pub(super) fn names_tools(tools: Option<&Value>) -> bool {
    match tools {
        None | Some(Value::Null) => false,
        Some(Value::Array(tools)) => !tools.is_empty(),
        // Not a list: the provider says what is wrong with it.
        Some(_) => true,
    }
}

/// Whether a session's tools are the house's, by their names.
fn are_ours(tools: Option<&Value>) -> bool {
    let mut tools = tools.and_then(Value::as_array).into_iter().flatten();
    tools.all(|tool| {
        let name = tool["name"].as_str().unwrap_or_default();
        tool["type"] == "function" && Call::NAMES.contains(&name)
    })
}

/// The client's own instructions.
///
/// # Errors
/// [`Fault`] where they are too long to stand beside the menu.
pub(super) fn instructions(wishes: &Map<String, Value>) -> Result<Option<String>, Fault> {
    let said = wishes.get("instructions").filter(|said| !said.is_null());
    let at = "session.instructions";
    match said {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(said @ Value::String(text)) if said.to_string().len() <= WISHES_BYTES => {
            Ok(Some(text.clone()))
        }
        Some(Value::String(_)) => {
            let message = format!(
                "At most {WISHES_BYTES} bytes beside the menu; a session with tools of its own may \
                 have more."
            );
            Err(Fault::wrong("string_above_max_length", message).at(at))
        }
        Some(_) => Err(Fault::wrong("invalid_type", "`instructions` must be text.").at(at)),
    }
}

fn house_session(state: &State, told: &Told, models: Models<'_>) -> Value {
    let mut transcription = json!({"model": models.transcribes});
    if let Some(menu) = &state.menu {
        // ISO 639-1 is the first part of BCP 47, where it has two letters.
        let language = menu.language.split('-').next().unwrap_or_default();
        if language.len() == 2 {
            transcription["language"] = language.into();
        }
        let names = told.listed.iter().filter_map(|id| menu.item(id));
        let mut room = KEYWORD_BYTES;
        let fits = |item: &&Item| {
            let bytes = json!(item.name).to_string().len() + 1;
            room.checked_sub(bytes).is_some_and(|rest| {
                room = rest;
                true
            })
        };
        let names: Vec<&str> = names
            .take_while(fits)
            .map(|item| &*item.name)
            .take(KEYWORDS)
            .collect();
        transcription["keywords"] = json!(names);
    }
    json!({
        "type": "realtime", "model": models.speaks,
        "audio": {"input": {
            "transcription": transcription,
            // Said, because what holds where nobody says is told in two ways (REALTIME, section 4).
            "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300,
                "silence_duration_ms": 500, "create_response": true, "interrupt_response": true},
        }},
    })
}

/// Lays the client's part over the house's: what is present counts, `null` too; the objects of
/// sound are laid over in turn (REALTIME, section 0).
fn lay(session: &mut Value, wishes: Value) {
    let (Value::Object(session), Value::Object(wishes)) = (session, wishes) else {
        return;
    };
    for (name, value) in wishes {
        let is_sound = matches!(name.as_str(), "audio" | "input" | "output");
        match session.get_mut(&name) {
            Some(old) if is_sound && old.is_object() && value.is_object() => lay(old, value),
            _ => drop(session.insert(name, value)),
        }
    }
}
