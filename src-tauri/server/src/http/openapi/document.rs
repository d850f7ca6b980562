//! The document, made from the routes.

use super::{Operation, RequestBody, Response, schemas::schemas};
use crate::http::{
    problem,
    route::{Access, Route},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use wire::ErrorCode;

/// What it is about. CommonMark.
const ABOUT: &str = "Orders go in, and every screen of the kitchen shows them. All JSON is UTF-8; \
    instants are RFC 3339 in UTC; money is an integer in minor units (cents). Unknown fields are \
    ignored, unknown words of an enumeration are refused.\n\nAuthenticate with a bearer token of \
    `heard-server token create`. What went wrong is told as `application/problem+json` (RFC 9457) \
    with a stable `code`.";

/// What there is to know of the stream. CommonMark.
const STREAM: &str = "One JSON object per text frame, tagged by `type`. The first frame is the \
    client's `hello` with its token, within 5 s; the server answers with `welcome` and a snapshot \
    of the kitchen, or the events since the client's cursor, and then sends `events` as they \
    happen, numbered without gaps. The client sends `command` and `ping`. It closes with 4400 (bad \
    frame), 4401 (not authenticated), 4403 (not allowed), 4408 (no hello in time), 4409 (replaced \
    by a newer connection of the same device), 4429 (too slow or too many), 1001 and 1009.";

/// The whole contract.
pub(in crate::http) fn document(routes: &[impl AsRef<Route>]) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in routes.iter().map(AsRef::as_ref) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_ascii_lowercase()] = operation(route);
    }
    paths.insert("/v1/stream".to_owned(), json!({"get": stream()}));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Heard order server",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    })
}

/// The stream is no request with an answer, so no route is for it; what OpenAPI can say of it is
/// how it begins.
fn stream() -> Value {
    let header = |name: &str, value: &str| {
        let schema = json!({"const": value});
        json!({"name": name, "in": "header", "required": true, "schema": schema})
    };
    let of = |status: u16, codes: &[ErrorCode]| {
        let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
        refusal(status, codes)
    };
    json!({
        "operationId": "stream",
        "tags": ["Kitchen"],
        "summary": "The kitchen as it changes",
        "description": STREAM,
        "parameters": [
            header("Upgrade", "websocket"),
            header("Sec-WebSocket-Version", "13"),
            header("Sec-WebSocket-Protocol", wire::SUBPROTOCOL),
        ],
        "responses": {
            "101": {"description": "The stream is open."},
            "400": of(400, &[ErrorCode::InvalidHandshake]),
            "426": of(426, &[ErrorCode::InvalidHandshake]),
            "503": of(503, &[ErrorCode::Overloaded, ErrorCode::ShuttingDown]),
        },
        "security": [],
    })
}

fn operation(route: &Route) -> Value {
    let operation = &route.operation;
    let mut json = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "responses": responses(route),
        "security": security(&route.access),
    });
    if !operation.description.is_empty() {
        json["description"] = json!(operation.description);
    }
    if !operation.parameters.is_empty() {
        json["parameters"] = json!(operation.parameters);
    }
    if let Some(body) = &operation.body {
        json["requestBody"] = request_body(body);
    }
    if let Access::Roles(roles, _) = &route.access {
        let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        json["x-roles"] = json!(roles);
    }
    json
}

fn security(access: &Access) -> Value {
    match access {
        Access::Anyone(_) => json!([]),
        // Either will do, depending on where the request comes from.
        Access::Near(_) => json!([{}, {"token": []}]),
        Access::Roles(..) => json!([{"token": []}]),
        // A bearer token too, but mostly an ephemeral secret in its place.
        Access::Realtime(_) => json!([{"token": []}]),
    }
}

fn request_body(body: &RequestBody) -> Value {
    let examples: Map<String, Value> = body
        .examples
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!({"value": value})))
        .collect();
    let json = json!({
        "schema": {"$ref": format!("#/components/schemas/{}", body.schema)},
        "examples": examples,
    });
    let others = body.others.iter();
    let mut content: Map<String, Value> = others
        .map(|(kind, schema)| ((*kind).to_owned(), json!({"schema": schema})))
        .collect();
    if !body.schema.is_empty() {
        content.insert("application/json".to_owned(), json);
    }
    json!({
        "required": body.required,
        "description": format!("At most {} KiB.", body.bound / 1024),
        "content": content,
    })
}

fn responses(route: &Route) -> Value {
    let mut all: Map<String, Value> = Map::new();
    for answer in &route.operation.answers {
        all.insert(answer.status.to_string(), response(answer));
    }
    for (status, mut codes) in refusals(route) {
        codes.sort_unstable();
        codes.dedup();
        all.insert(status.to_string(), refusal(status, codes));
    }
    Value::Object(all)
}

fn refusal(status: u16, codes: Vec<&str>) -> Value {
    let listed: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let mut json = json!({
        "description": listed.join(", "),
        "content": {(problem::MEDIA_TYPE): {"schema": {"allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {"properties": {"code": {"enum": codes}}},
        ]}}},
    });
    if let Some((name, description)) = header_of(status) {
        json["headers"] = headers(&[(name, description)]);
    }
    json
}

fn response(answer: &Response) -> Value {
    let mut json = json!({"description": answer.description});
    if !answer.schema.is_null() {
        json["content"] = json!({(answer.media_type): {"schema": answer.schema}});
    }
    if !answer.headers.is_empty() {
        json["headers"] = headers(&answer.headers);
    }
    json
}

fn headers(of: &[(&str, &str)]) -> Value {
    let each = of.iter().map(|(name, description)| {
        let header = json!({"description": description, "schema": {"type": "string"}});
        ((*name).to_owned(), header)
    });
    Value::Object(each.collect())
}

fn header_of(status: u16) -> Option<(&'static str, &'static str)> {
    match status {
        401 => Some(("WWW-Authenticate", "How to authenticate.")),
        429 | 503 => Some(("Retry-After", "After how many seconds it may be different.")),
        _ => None,
    }
}

/// Every code a route can refuse with, by status: its own, and those of the gate before it.
fn refusals(route: &Route) -> BTreeMap<u16, Vec<&'static str>> {
    let operation: &Operation = &route.operation;
    let gate: &[ErrorCode] = match &route.access {
        Access::Anyone(_) => &[ErrorCode::TooManyRequests, ErrorCode::Internal],
        Access::Near(_) => &[
            ErrorCode::NotAuthenticated,
            ErrorCode::NotAllowed,
            ErrorCode::TooManyRequests,
            ErrorCode::StorageUnavailable,
            ErrorCode::Internal,
        ],
        Access::Roles(..) => &[
            ErrorCode::NotAuthenticated,
            ErrorCode::NotAllowed,
            ErrorCode::TooManyRequests,
            ErrorCode::StorageUnavailable,
            ErrorCode::Overloaded,
            ErrorCode::ShuttingDown,
            ErrorCode::Internal,
        ],
        // Described among its answers: they have another form.
        Access::Realtime(_) => return BTreeMap::new(),
    };
    let body: &[ErrorCode] = match &operation.body {
        None => &[],
        Some(_) => &[
            ErrorCode::InvalidJson,
            ErrorCode::InvalidBody,
            ErrorCode::RequestTimeout,
            ErrorCode::TooLarge,
            ErrorCode::UnsupportedMediaType,
        ],
    };
    let has = |within: &str| operation.parameters.iter().any(|one| one["in"] == within);
    let address: &[(bool, ErrorCode)] = &[
        (has("query"), ErrorCode::InvalidParameter),
        (has("path"), ErrorCode::NotFound),
    ];
    let address = address.iter().filter(|(has, _)| *has).map(|(_, code)| code);
    let common = gate.iter().chain(body).chain(address);
    let common = common.map(|code| (*code, code.http_status()));
    let mut by_status: BTreeMap<u16, Vec<&'static str>> = BTreeMap::new();
    for (code, status) in common.chain(operation.refusals.iter().copied()) {
        by_status.entry(status).or_default().push(code.as_str());
    }
    by_status
}
