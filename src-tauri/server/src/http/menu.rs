//! The whole menu: read, and replaced by who has seen the one before.

use super::{
    body,
    call::Call,
    conditions::conditions,
    openapi::Operation,
    problem::{FieldError, Problem},
    route::{Access, Answer, Route},
};
use crate::{auth::Role, kitchens::Once};
use axum::{
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use kitchen::{Command, Menu, RefusalCode, menu::Fault};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use wire::ErrorCode;

/// Who may replace the menu.
const REPLACE: &[Role] = &[Role::Operator];

/// Their routes.
pub(super) fn routes() -> Vec<Route> {
    vec![route_to_get(), route_to_put()]
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
    let menu = Menu::read(&body::json(&call.body)?).map_err(faulty)?;
    let menu = Arc::new(menu);
    let (body, tag) = written(&menu)?;
    let restaurant = call.restaurant().await?;
    // One at a time, so that what the conditions saw is what is replaced.
    let _turn = call.http.menu_turn.lock().await;
    let now = match &restaurant.head().menu {
        Some(menu) => Some(written(menu)?.1),
        None => None,
    };
    expected(&call.headers, now.as_deref())?;
    let command = Command::ReplaceMenu { menu };
    call.submit(&restaurant, command, Once::No).await?;
    Ok(tagged(StatusCode::OK, &tag, body))
}

fn faulty(faults: Vec<Fault>) -> Problem {
    let detail = format!("Faults of the menu: {}.", faults.len());
    let errors = faults.into_iter().map(|fault| FieldError {
        pointer: fault.pointer,
        message: fault.message,
    });
    Problem::new(RefusalCode::MenuInvalid.into(), detail).listing(errors.collect())
}

/// Refuses where the menu of the tag `now` is not what the request expects.
fn expected(headers: &HeaderMap, now: Option<&str>) -> Result<(), Problem> {
    let failed = |detail: &'static str| Problem::new(ErrorCode::PreconditionFailed, detail);
    let that_one = conditions(headers, &header::IF_MATCH);
    if that_one.is_some_and(|that| !now.is_some_and(|now| that.any(now))) {
        return Err(failed("The menu is another one by now."));
    }
    let another = conditions(headers, &header::IF_NONE_MATCH);
    if another.is_some_and(|others| now.is_some_and(|now| others.any_weakly(now))) {
        return Err(failed("That menu is there already."));
    }
    Ok(())
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
