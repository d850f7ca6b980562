//! Whether the server lives, whether it takes orders, and what it counts.

use super::{
    Http,
    openapi::Operation,
    problem::Problem,
    route::{Access, Answer, Route},
};
use crate::{
    kitchens::{Once, Storage, Trouble},
    metrics::page,
};
use axum::{
    http::{Method, header},
    response::IntoResponse,
};
use serde_json::json;
use wire::ErrorCode;

/// Prometheus's text format.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Their routes.
pub(super) fn routes() -> Vec<Route> {
    let near = "No token from this machine; an operator's from elsewhere.";
    let healthz = Operation::new("healthz", "Health", "Whether the server lives")
        .says(near)
        .gives(200, "It does.", "Health");
    let readyz = Operation::new("readyz", "Health", "Whether the server takes orders")
        .says(near)
        .gives(200, "It does.", "Health")
        .refuses(&[ErrorCode::StorageUnavailable, ErrorCode::ShuttingDown]);
    let metrics = Operation::new("metrics", "Health", "What the server counts")
        .says(near)
        .gives_as(
            200,
            "Prometheus text.",
            EXPOSITION,
            json!({"type": "string"}),
        );
    let of = |path, open, operation| Route {
        method: Method::GET,
        path,
        access: Access::Near(open),
        operation,
    };
    vec![
        of("/healthz", live, healthz),
        of("/readyz", ready, readyz),
        of("/metrics", counted, metrics),
    ]
}

fn live(_: &Http) -> Answer {
    Ok(axum::Json(json!({"status": "ok"})).into_response())
}

fn ready(http: &Http) -> Answer {
    if http.app.stopping.is_cancelled() {
        return Err(Problem::trouble(Trouble::ShuttingDown, &Once::No));
    }
    // Why it fails is in the log: it may name paths.
    if *http.app.kitchens.storage().borrow() != Storage::Writable {
        return Err(Problem::trouble(Trouble::Storage, &Once::No));
    }
    Ok(axum::Json(json!({"status": "ok"})).into_response())
}

fn counted(http: &Http) -> Answer {
    let text = page::render(&http.app);
    Ok(([(header::CONTENT_TYPE, EXPOSITION)], text).into_response())
}
