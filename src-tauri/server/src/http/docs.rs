//! The contract, for machines and as a page for people.

mod page;

use super::{
    Http,
    openapi::{Operation, document},
    problem::Problem,
    route::{Access, Answer, Route},
};
use axum::{
    body::Bytes,
    http::{HeaderName, HeaderValue, Method, header},
    response::IntoResponse,
};
use serde_json::json;

/// What stands in the page where the nonce goes.
const NONCE: &str = "{nonce}";

/// The contract, written once.
pub(super) struct Docs {
    json: Bytes,
    page: String,
}

impl Docs {
    /// Of all routes.
    pub fn of(routes: &[impl AsRef<Route>]) -> Self {
        let document = document(routes);
        Self {
            json: document.to_string().into(),
            page: page::render(&document),
        }
    }
}

/// Their routes.
pub(super) fn routes() -> Vec<Route> {
    let contract = Operation::new("openapi", "About", "This contract")
        .says("OpenAPI 3.1.")
        .gives_as(
            200,
            "The contract.",
            "application/json",
            json!({"type": "object"}),
        );
    let reading = Operation::new("docs", "About", "This contract, for people").gives_as(
        200,
        "A page without scripts.",
        "text/html",
        json!({"type": "string"}),
    );
    let of = |path, open, operation| Route {
        method: Method::GET,
        path,
        access: Access::Anyone(open),
        operation,
    };
    vec![
        of("/v1/openapi.json", json, contract),
        of("/docs", html, reading),
    ]
}

fn json(http: &Http) -> Answer {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((kind, http.docs.json.clone()).into_response())
}

/// Nothing runs on the page and nothing is loaded by it; its one style sheet stands in it, and is
/// let in by a nonce (CSP level 3, section 2.3.1).
fn html(http: &Http) -> Answer {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system has no randomness");
        Problem::internal()
    })?;
    let nonce: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let page = http.docs.page.replacen(NONCE, &nonce, 1);
    let mut response = axum::response::Html(page).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let referrer = HeaderName::from_static("referrer-policy");
    headers.insert(referrer, HeaderValue::from_static("no-referrer"));
    Ok(response)
}
