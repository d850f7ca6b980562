//! Whose the tools of a session are, and how their calls look.

use kitchen::{
    Refusal, RefusalCode,
    cart::tools::{Answer, Call, SetOrderDetails},
};
use realtime::{
    host::{Reply, ToolError},
    item::FunctionCall,
    session::Tool,
};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A call, and what came of it here.
pub(super) type Called = (Call, Result<Answer, Refusal>);

/// Whose the tools are.
pub(super) enum Tools {
    /// The session names none: the server's own, which it runs itself.
    Own,
    /// The client's, of names that are known: it is asked, and answers.
    Client(HashSet<String>),
    /// The client's, of which none is known.
    Foreign,
}

impl Tools {
    /// Of a session that names these.
    pub fn of(tools: &[Tool]) -> Self {
        if tools.is_empty() {
            return Self::Own;
        }
        let names = tools.iter().filter_map(|tool| match tool {
            Tool::Function(function) => Some(function.name.clone()),
            _ => None,
        });
        let known: HashSet<String> = names
            .filter(|name| Call::NAMES.contains(&name.as_str()))
            .collect();
        match known.is_empty() {
            true => Self::Foreign,
            false => Self::Client(known),
        }
    }

    /// Whether all calls of these names can be carried out. A client that has no tool for whom an
    /// order is can take one all the same.
    pub fn are_enough(&self, wanted: impl Iterator<Item = &'static str>) -> bool {
        let Self::Client(names) = self else {
            return true;
        };
        let (had, lacking): (Vec<_>, Vec<_>) = wanted.partition(|name| names.contains(*name));
        let for_whom = Call::SetOrderDetails(SetOrderDetails::default()).name();
        lacking.is_empty() || (!had.is_empty() && lacking.iter().all(|name| *name == for_whom))
    }

    /// A call as we made it.
    pub fn read(&self, call: &FunctionCall) -> Option<Call> {
        Call::read(&call.name, &call.arguments).ok()
    }
}

/// A refusal, as the outcome of a call.
pub(super) fn failure(refusal: &Refusal) -> ToolError {
    ToolError {
        code: refusal.code.as_str(),
        message: refusal.message.clone(),
    }
}

/// A call that the client is to carry out.
pub(super) fn for_client(call: &Call) -> Reply {
    Reply::Call {
        name: call.name().to_owned(),
        arguments: call.arguments().to_string(),
    }
}

/// A call that is carried out here.
pub(super) fn started(call: &Call) -> Reply {
    Reply::ToolStarted {
        name: call.name().to_owned(),
        arguments: call.arguments().to_string(),
    }
}

/// A call that was carried out here, and what came of it.
pub(super) fn own((call, outcome): &Called) -> [Reply; 2] {
    let ended = match outcome {
        Ok(answer) => Ok(json!({"lines": answer.lines, "cart": answer.cart}).to_string()),
        Err(refusal) => Err(failure(refusal)),
    };
    [started(call), Reply::ToolEnded(ended)]
}

/// What a client says came of a call: the order's number where it names one, or why it failed.
/// Whatever it says that is no failure is a success.
pub(super) fn outcome(output: &str) -> Result<Option<u32>, Refusal> {
    let value: Value = serde_json::from_str(output).unwrap_or(Value::Null);
    let failed = value.get("error").filter(|error| !error.is_null());
    let failed =
        failed.or_else(|| (value.get("ok") == Some(&Value::Bool(false))).then_some(&value));
    if let Some(error) = failed {
        let message = error.get("message").unwrap_or(error);
        let message = message.as_str().unwrap_or("That did not work.");
        let code = error.get("code").and_then(Value::as_str);
        let code = RefusalCode::ALL
            .iter()
            .find(|known| Some(known.as_str()) == code);
        let code = code.copied().unwrap_or(RefusalCode::ItemUnavailable);
        return Err(Refusal::new(code, message.to_owned()));
    }
    let places = ["/number", "/order/number", "/order_number"];
    let number = places.iter().find_map(|place| value.pointer(place));
    Ok(number
        .and_then(Value::as_u64)
        .and_then(|number| u32::try_from(number).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_knows_no_guest_takes_his_order_all_the_same() {
        let names = ["add_item", "submit_order"].map(str::to_owned);
        let client = Tools::Client(names.into());
        let enough = |wanted: &[&'static str]| client.are_enough(wanted.iter().copied());
        assert!(enough(&["add_item"]));
        assert!(enough(&["add_item", "set_order_details"]));
        assert!(!enough(&["set_order_details"]), "nothing would come of it");
        assert!(!enough(&["add_item", "remove_item"]));
        assert!(Tools::Own.are_enough(["remove_item"].into_iter()));
    }
}
