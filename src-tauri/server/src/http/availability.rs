//! What of the menu can be had: 86, and count-down.

use super::{
    call::Call,
    openapi::Operation,
    order::Instant,
    route::{Access, Answer, Route},
};
use crate::{auth::Role, kitchens::Once};
use axum::{
    http::{Method, StatusCode},
    response::IntoResponse,
};
use kitchen::{Command, ItemId, RefusalCode, UnixMs};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use wire::ErrorCode;

/// Who may say what is sold out.
const SAY: &[Role] = &[Role::Display, Role::Device, Role::Operator];

/// `PUT /v1/menu/items/{id}/availability`.
pub(super) fn routes() -> Vec<Route> {
    let operation = Operation::new("set_availability", "Menu", "86 an item, or count it down")
        .says(
            "`available: false` until someone says otherwise, or until `until`. `remaining` \
             counts down with every order; at 0 the item cannot be had.",
        )
        .path("id", json!({"type": "string"}), "The item's `id`.")
        .takes("AvailabilityRequest")
        .example(
            "86",
            json!({"available": false, "until": null, "remaining": null}),
        )
        .example("the last three", json!({"available": true, "remaining": 3}))
        .gives(200, "What is said of the item now.", "Availability")
        .refuses_as(RefusalCode::UnknownItem, 404)
        .refuses_each(&[RefusalCode::ValueOutOfRange, RefusalCode::NoMenu]);
    vec![Route {
        method: Method::PUT,
        path: "/v1/menu/items/{id}/availability",
        access: Access::roles(SAY, availability),
        operation,
    }]
}

/// What is said of an item.
#[derive(Debug, Deserialize)]
struct Said {
    available: bool,
    #[serde(default, deserialize_with = "instant")]
    until: Option<UnixMs>,
    #[serde(default)]
    remaining: Option<u32>,
}

#[derive(Serialize)]
struct Availability<'a> {
    item: &'a ItemId,
    available: bool,
    until: Option<Instant>,
    remaining: Option<u32>,
}

async fn availability(call: Call) -> Answer {
    let Said {
        available,
        until,
        remaining,
    } = call.json()?;
    let item = ItemId::from(call.parameter("id"));
    let until_ms = until.filter(|_| !available);
    let restaurant = call.restaurant().await?;
    let command = Command::SetAvailability {
        item: item.clone(),
        available,
        until_ms,
        remaining,
    };
    let done = call.submit(&restaurant, command, Once::No).await;
    done.map_err(|problem| match problem.code() {
        // The item stands in the address, which no pointer reaches.
        ErrorCode::Refused(RefusalCode::UnknownItem) => {
            problem.without_field().with_status(StatusCode::NOT_FOUND)
        }
        _ => problem,
    })?;
    let said = Availability {
        item: &item,
        available,
        until: until_ms.map(Instant),
        remaining,
    };
    Ok(axum::Json(said).into_response())
}

fn instant<'de, D: Deserializer<'de>>(from: D) -> Result<Option<UnixMs>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else {
        return Ok(None);
    };
    let at = text.parse::<jiff::Timestamp>();
    at.map(|at| Some(at.as_millisecond()))
        .map_err(|_| serde::de::Error::custom("not an RFC 3339 instant"))
}
