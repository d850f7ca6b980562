//! The HTTP API (PROTOCOL, sections 2 and 7).

mod availability;
mod body;
mod call;
mod commands;
mod conditions;
mod docs;
mod gate;
mod health;
mod menu;
mod openapi;
mod order;
mod orders;
pub(crate) mod problem;
mod query;
mod realtime;
mod reports;
mod route;
mod stations;

use crate::{
    app::App,
    rate::{Buckets, Neighbourhood, Quota},
};
use axum::{
    Router,
    body::Body,
    http::{Method, Request},
    routing::{MethodFilter, MethodRouter},
};
use docs::Docs;
use route::Route;
use std::{collections::BTreeMap, sync::Arc};
use store::TokenId;
use wire::ErrorCode;

/// Requests of one token. A server is to take 4,000 orders a second, and all of them
/// may come through one till's token; who asks for more is in a loop.
const PER_TOKEN: Quota = Quota {
    per_second: 20_000,
    burst: 20_000,
};

/// Requests without a token from one address: the health of the server, its description.
const PER_ADDRESS: Quota = Quota {
    per_second: 200,
    burst: 1_000,
};

/// Addresses that are remembered for that; some hundred KiB.
const ADDRESSES: usize = 10_000;

/// What requests share.
struct Http {
    app: App,
    tokens: Buckets<TokenId>,
    anonymous: Buckets<Neighbourhood>,
    /// Held from looking at the menu to replacing it.
    menu_turn: tokio::sync::Mutex<()>,
    docs: Docs,
}

/// The whole API. Whoever serves it puts the peer's address into every request, as
/// [`axum::extract::ConnectInfo`] of a [`std::net::SocketAddr`].
pub fn router(app: App) -> Router {
    let routes: Vec<Arc<Route>> = routes().into_iter().map(Arc::new).collect();
    let http = Arc::new(Http {
        app,
        tokens: Buckets::new(PER_TOKEN, store::TOKENS_MAX),
        anonymous: Buckets::new(PER_ADDRESS, ADDRESSES),
        menu_turn: tokio::sync::Mutex::default(),
        docs: Docs::of(&routes),
    });
    let mut by_path: BTreeMap<&str, MethodRouter> = BTreeMap::new();
    for route in routes {
        let methods = by_path.entry(route.path).or_default();
        let http = http.clone();
        let filter = filter(&route.method);
        if realtime::is_asked_by_pages(&route) {
            let asking = MethodFilter::OPTIONS;
            *methods = std::mem::take(methods).on(asking, realtime::preflight);
        }
        *methods = std::mem::take(methods).on(filter, move |request: Request<Body>| {
            gate::serve(http, route, request)
        });
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        router = router.route(path, methods);
    }
    let refusing = |code: ErrorCode| {
        let http = http.clone();
        move |request: Request<Body>| gate::refuse(http, code, request)
    };
    router
        .method_not_allowed_fallback(refusing(ErrorCode::MethodNotAllowed))
        .fallback(refusing(ErrorCode::NotFound))
}

/// Every entry of the API.
fn routes() -> Vec<Route> {
    let parts = [
        orders::routes(),
        commands::routes(),
        menu::routes(),
        availability::routes(),
        stations::routes(),
        reports::routes(),
        health::routes(),
        realtime::routes(),
        docs::routes(),
    ];
    parts.into_iter().flatten().collect()
}

/// The router's word for a method. Routes have no others.
fn filter(method: &Method) -> MethodFilter {
    match *method {
        Method::POST => MethodFilter::POST,
        Method::PUT => MethodFilter::PUT,
        Method::DELETE => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}

#[cfg(test)]
mod tests;
