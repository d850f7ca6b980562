//! The whole menu, and what of it can be had.

use super::{
    body,
    call::Call,
    openapi::Operation,
    order::Instant,
    problem::{FieldError, Problem},
    route::{Access, Answer, Route},
};
use crate::{auth::Role, kitchens::Once};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use kitchen::{Command, Menu, RefusalCode, UnixMs};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use wire::ErrorCode;

/// Who may replace the menu.
const REPLACE: &[Role] = &[Role::Operator];

/// Who may say what is sold out.
const SAY: &[Role] = &[Role::Display, Role::Operator];

/// Their routes.
pub(super) fn routes() -> Vec<Route> {
    vec![route_to_get(), route_to_put(), route_to_availability()]
}

fn route_to_get() -> Route {
    let operation = Operation::new("get_menu", "Menu", "The whole menu")
        .header(
            "If-None-Match",
            "An `ETag`; 304 where the menu is still that one.",
        )
        .gives(200, "The menu.", "Menu")
        .with("ETag", "Names this very menu.")
        .gives_as(304, "The menu is still that one.", "", json!(null))
        .refuses_as(RefusalCode::NoMenu, 404);
    Route {
        method: Method::GET,
        path: "/v1/menu",
        access: Access::roles(Role::ALL, get),
        operation,
    }
}

fn route_to_put() -> Route {
    let operation = Operation::new("put_menu", "Menu", "Replace the whole menu")
        .says(
            "Orders that are being made stay as they are. A menu with faults is refused with all \
             of them in `errors`.",
        )
        .header(
            "If-Match",
            "An `ETag`; 412 where the menu is another one by now.",
        )
        .header("If-None-Match", "`*`: 412 where there is a menu already.")
        .takes("Menu")
        .within(body::MENU_BYTES)
        .gives(200, "The menu is on disk.", "Menu")
        .with("ETag", "Names this very menu.")
        .refuses(&[ErrorCode::PreconditionFailed])
        .refuses_each(&[RefusalCode::MenuInvalid]);
    let example = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap_or_default();
    Route {
        method: Method::PUT,
        path: "/v1/menu",
        access: Access::roles(REPLACE, put),
        operation: operation.example("The Copper Pan", example),
    }
}

fn route_to_availability() -> Route {
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
    Route {
        method: Method::PUT,
        path: "/v1/menu/items/{id}/availability",
        access: Access::roles(SAY, availability),
        operation,
    }
}

async fn get(call: Call) -> Answer {
    let restaurant = call.restaurant().await?;
    let Some(menu) = restaurant.head().menu.clone() else {
        let problem = Problem::new(RefusalCode::NoMenu.into(), "There is no menu yet.");
        return Err(problem.with_status(StatusCode::NOT_FOUND));
    };
    let (body, tag) = written(&menu)?;
    let known = conditions(&call.headers, &header::IF_NONE_MATCH);
    if known.is_some_and(|known| known.any_weakly(&tag)) {
        return Ok(tagged(StatusCode::NOT_MODIFIED, &tag, Vec::new()));
    }
    Ok(tagged(StatusCode::OK, &tag, body))
}

async fn put(call: Call) -> Answer {
    let json = body::json(&call.body)?;
    let menu = Menu::read(&json).map_err(|faults| {
        let problem = Problem::new(
            RefusalCode::MenuInvalid.into(),
            format!("Faults of the menu: {}.", faults.len()),
        );
        let faults = faults.into_iter();
        problem.listing(
            faults
                .map(|fault| FieldError {
                    pointer: fault.pointer,
                    message: fault.message,
                })
                .collect(),
        )
    })?;
    let menu = Arc::new(menu);
    let (body, tag) = written(&menu)?;
    let restaurant = call.restaurant().await?;
    // One at a time, so that what `If-Match` saw is what is replaced.
    let _turn = call.http.menu_turn.lock().await;
    let now = match &restaurant.head().menu {
        Some(menu) => Some(written(menu)?.1),
        None => None,
    };
    let failed = |detail: &'static str| Problem::new(ErrorCode::PreconditionFailed, detail);
    let expected = conditions(&call.headers, &header::IF_MATCH);
    if expected.is_some_and(|expected| !now.as_deref().is_some_and(|now| expected.any(now))) {
        return Err(failed("The menu is another one by now."));
    }
    let unexpected = conditions(&call.headers, &header::IF_NONE_MATCH);
    if unexpected.is_some_and(|tags| now.as_deref().is_some_and(|now| tags.any_weakly(now))) {
        return Err(failed("That menu is there already."));
    }
    let command = Command::ReplaceMenu { menu };
    call.submit(&restaurant, command, Once::No).await?;
    Ok(tagged(StatusCode::OK, &tag, body))
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
    item: &'a kitchen::ItemId,
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
    let item = kitchen::ItemId::from(call.parameter("id"));
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

/// The menu as JSON, and the tag that names it.
fn written(menu: &Menu) -> Result<(Vec<u8>, String), Problem> {
    let body = serde_json::to_vec(menu).map_err(|error| {
        tracing::error!(%error, "the menu cannot be written");
        Problem::internal()
    })?;
    let digest = Sha256::digest(&body);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((body, format!("\"{hex}\"")))
}

fn tagged(status: StatusCode, tag: &str, body: Vec<u8>) -> Response {
    let json = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    )];
    let mut response = match status {
        StatusCode::NOT_MODIFIED => status.into_response(),
        _ => (status, json, body).into_response(),
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    // It may be kept, and is asked for anew each time.
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    response
}

/// The tags that a condition names.
struct Conditions<'a>(Vec<&'a str>);

impl Conditions<'_> {
    /// Whether the tag is among them, compared strongly (RFC 9110, section 8.8.3.2).
    fn any(&self, tag: &str) -> bool {
        self.0.iter().any(|named| *named == "*" || *named == tag)
    }

    /// The same, compared weakly.
    fn any_weakly(&self, tag: &str) -> bool {
        let strong = |named: &str| named.strip_prefix("W/").unwrap_or(named) == tag;
        self.0.iter().any(|named| *named == "*" || strong(named))
    }
}

/// The condition in that header, if it is there.
fn conditions<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<Conditions<'a>> {
    let mut said = headers.get_all(name).iter().peekable();
    said.peek()?;
    let tags = said
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(str::trim);
    Some(Conditions(tags.collect()))
}
