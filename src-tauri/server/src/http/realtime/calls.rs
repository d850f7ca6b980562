//! `POST /v1/realtime/calls`: an offer in, an answer out; and how a call is hung up.

use super::{PART_BYTES, Shared, essence, form, key, open, read, split, unsupported};
use crate::voice::{Engine, Offer, fault::Fault, seats::CallId};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use std::net::IpAddr;

/// The media type of an offer and of an answer. RFC 8866, section 8.1.
pub(super) const SDP: &str = "application/sdp";

/// The media type of the unified interface's form.
pub(super) const FORM: &str = "multipart/form-data";

/// The largest form: both parts, and what is around them.
pub(super) const FORM_BYTES: usize = 2 * PART_BYTES + 4 * 1024;

/// Where calls are to be found.
const PATH: &str = "/v1/realtime/calls/";

pub(super) async fn answer(
    http: Shared,
    request: Request<Body>,
    from: IpAddr,
) -> Result<Response, Fault> {
    open(&http)?;
    let (parts, body) = split(request);
    let key = key::of(&http, &parts.headers, from).await?;
    let offer = offer(&parts.headers, body).await?;
    let voice = &http.app.voice;
    let identity = key.identity().clone();
    let answered = match voice.engine() {
        Engine::Off => return Err(Fault::off()),
        Engine::Local(local) => {
            let visit = voice.seat(&http.app, identity, from).await?;
            local.call(&http.app, visit, &key.settings(), offer).await?
        }
        Engine::Cloud(cloud) => {
            let visit = voice.seat(&http.app, identity, from).await?;
            let wishes = key.settings().of_cloud();
            cloud.call(&http.app, visit, wishes, offer).await?
        }
    };
    let mut response = (StatusCode::CREATED, answered.sdp).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(SDP));
    if let Ok(location) = HeaderValue::try_from(format!("{PATH}{}", answered.call)) {
        headers.insert(header::LOCATION, location);
    }
    Ok(response)
}

pub(super) async fn hang_up(
    http: Shared,
    request: Request<Body>,
    from: IpAddr,
) -> Result<Response, Fault> {
    let (parts, _) = split(request);
    let key = key::of(&http, &parts.headers, from).await?;
    let call = parts.uri.path().strip_prefix(PATH);
    let call = call.and_then(|rest| rest.split('/').next());
    let call = CallId::new(call.unwrap_or_default());
    http.app.voice.hang_up(key.identity(), &call)?;
    Ok(StatusCode::OK.into_response())
}

async fn offer(headers: &HeaderMap, body: Body) -> Result<Offer, Fault> {
    match essence(headers).as_str() {
        SDP => {
            let sdp = read(headers, body, PART_BYTES).await?;
            let sdp = String::from_utf8(sdp.into())
                .map_err(|_| Fault::wrong("invalid_offer", "The offer is not UTF-8."))?;
            let session = Value::Null;
            checked(Offer { sdp, session })
        }
        FORM => {
            let body = read(headers, body, FORM_BYTES).await?;
            let kind = headers.get(header::CONTENT_TYPE);
            let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            let form = form::read(kind, &body)?;
            let missing = || Fault::wrong("missing_required_parameter", "The form has no `sdp`.");
            let sdp = form.sdp.ok_or_else(|| missing().at("sdp"))?;
            let session = form.session.map_or(Ok(Value::Null), |text| {
                serde_json::from_str(&text).map_err(|error| {
                    let message = format!("The form's `session` is no JSON: {error}");
                    Fault::wrong("invalid_json", message).at("session")
                })
            })?;
            checked(Offer { sdp, session })
        }
        _ => Err(unsupported(
            "The body must be application/sdp, or multipart/form-data with `sdp` and `session`.",
        )),
    }
}

/// What the offer says is its reader's to judge; this is what tells a page that it posted
/// something else.
fn checked(offer: Offer) -> Result<Offer, Fault> {
    match offer.sdp.trim_start().starts_with("v=0") {
        true => Ok(offer),
        false => Err(Fault::wrong("invalid_offer", "The body is no SDP offer.").at("sdp")),
    }
}
