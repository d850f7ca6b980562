//! What every request passes before its handler, and every answer after it: who asks, how often,
//! how much, and the count of it.

use super::{
    Http, body,
    call::Call,
    problem::Problem,
    route::{Access, Answer, Handler, RealtimeHandler, Route},
};
use crate::{
    auth::{AuthError, Identity, Role},
    kitchens::{Once, Trouble},
    rate::Neighbourhood,
};
use axum::{
    body::Body,
    extract::{ConnectInfo, FromRequestParts, RawPathParams},
    http::{HeaderMap, HeaderValue, Request, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use scope::time::Instant;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::Arc,
};
use tracing::Instrument;
use wire::ErrorCode;

/// How a client authenticates. RFC 6750, section 3: nothing more where it sent no token.
const CHALLENGE: &str = r#"Bearer realm="heard""#;

/// The same, for one that sent a wrong one.
const CHALLENGE_AGAIN: &str = r#"Bearer realm="heard", error="invalid_token""#;

/// Answers a request for `route`.
pub(super) async fn serve(http: Arc<Http>, route: Arc<Route>, request: Request<Body>) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let answering = answer(http.clone(), &route, request);
    // A panic is a fault of ours, already in the log by its hook: one request fails, no more.
    let answer = AssertUnwindSafe(answering).catch_unwind().await;
    let answer = answer.unwrap_or_else(|_| Err(Problem::internal()));
    let response = finish(answer);
    let status = response.status().as_u16();
    let took = began.elapsed();
    http.app
        .metrics
        .request(method.as_str(), route.path, status, took);
    response
}

/// Answers a request that no route is for.
pub(super) async fn refuse(http: Arc<Http>, code: ErrorCode, request: Request<Body>) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    body::drain(&parts.headers, body).await;
    let detail = match code {
        ErrorCode::MethodNotAllowed => "That address does not know the method.",
        _ => "There is nothing at that address.",
    };
    let response = finish(Err(Problem::new(code, detail)));
    let status = response.status().as_u16();
    let took = began.elapsed();
    http.app
        .metrics
        .request(parts.method.as_str(), "unmatched", status, took);
    response
}

fn finish(answer: Answer) -> Response {
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn answer(http: Arc<Http>, route: &Route, request: Request<Body>) -> Answer {
    let (mut parts, body) = request.into_parts();
    let from = peer(&parts);
    match admit(&http, route, &parts, from).await {
        Ok(Admitted::Open(open)) => open(&http),
        Ok(Admitted::Realtime(handler)) => {
            Ok(handler(http, Request::from_parts(parts, body), from).await)
        }
        Ok(Admitted::Known(identity, handler)) => {
            let bound = route.operation.body_bound();
            let body = match bound {
                Some(bound) => body::read(&parts.headers, body, bound).await?,
                None => axum::body::Bytes::new(),
            };
            let parameters = parameters(&mut parts, route).await?;
            let call = Call {
                app: http.app.clone(),
                http,
                identity,
                parameters,
                uri: parts.uri,
                headers: parts.headers,
                body,
            };
            let (restaurant, by) = (&call.identity.restaurant, &call.identity.by);
            let span = tracing::info_span!("request", route = route.path, %restaurant, %by);
            handler(call).instrument(span).await
        }
        Err(problem) => {
            body::drain(&parts.headers, body).await;
            Err(problem)
        }
    }
}

enum Admitted {
    Open(super::route::OpenHandler),
    Known(Identity, Handler),
    Realtime(RealtimeHandler),
}

/// Whether whoever asks may, and may now.
async fn admit(
    http: &Http,
    route: &Route,
    parts: &Parts,
    from: IpAddr,
) -> Result<Admitted, Problem> {
    match &route.access {
        Access::Anyone(open) => {
            http.anonymous
                .take(Neighbourhood::from(from), Instant::now())?;
            Ok(Admitted::Open(*open))
        }
        Access::Near(open) if from.to_canonical().is_loopback() => Ok(Admitted::Open(*open)),
        Access::Near(open) => {
            identify(http, parts, from, &[Role::Operator]).await?;
            Ok(Admitted::Open(*open))
        }
        Access::Roles(roles, handler) => {
            let identity = identify(http, parts, from, roles).await?;
            if http.app.stopping.is_cancelled() {
                return Err(Problem::trouble(Trouble::ShuttingDown, &Once::No));
            }
            Ok(Admitted::Known(identity, handler.clone()))
        }
        Access::Realtime(handler) => Ok(Admitted::Realtime(*handler)),
    }
}

async fn identify(
    http: &Http,
    parts: &Parts,
    from: IpAddr,
    roles: &[Role],
) -> Result<Identity, Problem> {
    let Some(token) = bearer(&parts.headers) else {
        let detail = "A bearer token is needed.";
        let problem = Problem::new(ErrorCode::NotAuthenticated, detail);
        return Err(problem.challenging(CHALLENGE));
    };
    let identity = http.app.auth.authenticate(token, from).await;
    let identity = identity.map_err(|error| match error {
        AuthError::Unknown => {
            let detail = "The token is unknown, or was revoked.";
            Problem::new(ErrorCode::NotAuthenticated, detail).challenging(CHALLENGE_AGAIN)
        }
        AuthError::TooMany(too_often) => too_often.into(),
        AuthError::Unavailable => {
            let detail = "Tokens cannot be looked up now.";
            Problem::new(ErrorCode::StorageUnavailable, detail)
        }
    })?;
    http.tokens.take(identity.token, Instant::now())?;
    if !roles.contains(&identity.role) {
        let detail = format!(
            "A token of role {} may not do that.",
            identity.role.as_str()
        );
        return Err(Problem::new(ErrorCode::NotAllowed, detail));
    }
    Ok(identity)
}

/// The token of the `Authorization` header (RFC 6750, section 2.1).
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let said = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = said.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Who is at the other end; nobody near, where the listener did not say.
fn peer(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip())
}

async fn parameters(parts: &mut Parts, route: &Route) -> Result<Vec<(String, String)>, Problem> {
    if !route.path.contains('{') {
        return Ok(Vec::new());
    }
    let raw = RawPathParams::from_request_parts(parts, &()).await;
    let raw = raw.map_err(|_| {
        let detail = "The address is not UTF-8.";
        Problem::new(ErrorCode::NotFound, detail)
    })?;
    let owned = raw
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(owned.collect())
}
