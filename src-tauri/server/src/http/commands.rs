//! Kitchen commands, for clients without a stream.

use super::{
    body,
    call::{Call, Done},
    openapi::Operation,
    order::OrderBody,
    orders::{again, as_placed, newest},
    problem::Problem,
    route::{Access, Answer, Route},
};
use crate::{
    auth::Role,
    command::{self, BadCommand},
    kitchens::{Answer as Answered, Once},
};
use axum::{http::Method, response::IntoResponse};
use kitchen::{Command, CommandId, Refusal, RefusalCode};
use serde::Serialize;
use serde_json::{Value, json};
use wire::ErrorCode;

/// What a command can be refused for, beside what an order can.
const REFUSALS: &[RefusalCode] = &[
    RefusalCode::UnknownOrder,
    RefusalCode::UnknownLine,
    RefusalCode::UnknownStation,
    RefusalCode::UnknownCourse,
    RefusalCode::OrderClosed,
    RefusalCode::LineClosed,
    RefusalCode::LineHeld,
    RefusalCode::CourseStarted,
    RefusalCode::ChangeNotAcknowledged,
    RefusalCode::NothingToRecall,
    RefusalCode::NothingToAmend,
    RefusalCode::UnknownItem,
    RefusalCode::ItemUnavailable,
    RefusalCode::ValueOutOfRange,
];

#[derive(Serialize)]
struct Body<'a> {
    seq: u64,
    replayed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<OrderBody<'a>>,
}

/// A command as it was sent.
struct Sent {
    body: Value,
    /// What to put before pointers into `body`.
    within: &'static str,
    once: Once,
}

/// `POST /v1/commands`.
pub(super) fn routes() -> Vec<Route> {
    let operation = Operation::new("command", "Kitchen", "Any kitchen command")
        .says(
            "Either the command itself, or `{\"id\":…,\"body\":…}` as on the stream: the same \
             `id` with the same body has one effect and one answer for good, also when that \
             was a refusal. Which role may give which command: `pos` and `counter` place orders, \
             `pos` amends and cancels, `display` gives the kitchen's commands, `device` what \
             `display` and `counter` may, `operator` all.",
        )
        .once()
        .takes("CommandRequest")
        .example(
            "86",
            json!({"type": "set_availability", "item": "cheesecake", "available": false}),
        )
        .example(
            "with an id",
            json!({"id": "0192f0c1-2345-7890-abcd-ef0123456789",
                   "body": {"type": "place_order",
                            "order": {"lines": [{"item": "fries", "size": "small"}]}}}),
        )
        .gives(200, "The command is on disk.", "CommandAnswer")
        .with(
            "Idempotent-Replayed",
            "`true` where it was done before, under the same id or key.",
        )
        .refuses(&[ErrorCode::CommandIdReused])
        .refuses_each(REFUSALS);
    vec![Route {
        method: Method::POST,
        path: "/v1/commands",
        access: Access::roles(Role::ALL, command),
        operation,
    }]
}

async fn command(call: Call) -> Answer {
    let sent = sent(&call)?;
    let whole = sent.body.clone();
    let read =
        command::parse_command(sent.body).map_err(|bad| refuse_bad(bad, &whole, sent.within))?;
    if !command::allowed(call.identity.role, &read.command) {
        let role = call.identity.role.as_str();
        let detail = format!("A token of role {role} may not give that command.");
        return Err(Problem::new(ErrorCode::NotAllowed, detail));
    }
    let places = matches!(read.command, Command::PlaceOrder { .. });
    let restaurant = call.restaurant().await?;
    let decided = call
        .decide(&restaurant, read.command.clone(), sent.once)
        .await?;
    let done = match decided {
        Answered::Done { seq, replayed } => Done { seq, replayed },
        Answered::Refused { refusal, replayed } => {
            let field = read.field(&refusal);
            let refusal = Refusal {
                field: field.map(|field| format!("{}{field}", sent.within)),
                ..refusal
            };
            return Err(Problem::refused(refusal, replayed));
        }
    };
    let order = match (places, done.replayed) {
        (false, _) => None,
        (true, false) => Some(newest(&call, &restaurant, done.seq).await?),
        (true, true) => Some(as_placed(&call, &restaurant, done.seq).await?.into()),
    };
    let body = Body {
        seq: done.seq,
        replayed: done.replayed,
        order: order.as_deref().map(OrderBody::from),
    };
    let response = axum::Json(body).into_response();
    Ok(if done.replayed {
        again(response)
    } else {
        response
    })
}

/// A command has a `type`; what has none and has a `body` is the stream's frame.
fn sent(call: &Call) -> Result<Sent, Problem> {
    let mut value = body::json(&call.body)?;
    let framed = value.get("type").is_none() || value.get("type") == Some(&json!("command"));
    let inner = match value.get_mut("body") {
        Some(inner) if framed => inner.take(),
        _ => {
            let once = call.once()?;
            return Ok(Sent {
                body: value,
                within: "",
                once,
            });
        }
    };
    let once = match value.get("id") {
        None | Some(Value::Null) => call.once()?,
        Some(id) => {
            let id = id.as_str().and_then(|text| text.parse::<CommandId>().ok());
            let id = id.ok_or_else(|| {
                Problem::new(ErrorCode::InvalidBody, "A command's id is a UUID.").at("/id")
            })?;
            Once::Command(id)
        }
    };
    Ok(Sent {
        body: inner,
        within: "/body",
        once,
    })
}

fn refuse_bad(bad: BadCommand, body: &Value, within: &str) -> Problem {
    let code = bad
        .field
        .as_deref()
        .and_then(|field| body::out_of_range(body, field));
    let problem = match code {
        Some(code) => Problem::new(code.into(), "The number is out of its range."),
        None => Problem::new(bad.code, body::shortened(&bad.message)),
    };
    match bad.field {
        Some(field) => problem.at(format!("{within}{field}")),
        None => problem,
    }
}
