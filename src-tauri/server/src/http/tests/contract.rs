//! The contract is complete and true: it has every route and no other, every code a client can be
//! refused with, and what it gives as examples is accepted.

use super::rig::{FAR, Rig};
use crate::{
    auth::Role,
    http::{openapi::document, routes},
};
use kitchen::RefusalCode;
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};
use wire::ErrorCode;

/// Served beside this API's router, and described with it.
const STREAM: &str = "/v1/stream";

fn contract() -> Value {
    let routes: Vec<Arc<_>> = routes().into_iter().map(Arc::new).collect();
    document(&routes)
}

/// Every method of every path.
fn operations(contract: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = contract["paths"].as_object().unwrap();
    let each = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    each.collect()
}

/// What PROTOCOL, sections 2 and 7, lists.
const PROMISED: &[(&str, &str)] = &[
    ("post", "/v1/orders"),
    ("get", "/v1/orders"),
    ("get", "/v1/orders/{id}"),
    ("post", "/v1/orders/{id}/amend"),
    ("post", "/v1/orders/{id}/cancel"),
    ("post", "/v1/commands"),
    ("get", "/v1/menu"),
    ("put", "/v1/menu"),
    ("put", "/v1/menu/items/{id}/availability"),
    ("get", "/v1/stations"),
    ("get", "/v1/reports/ticket-times"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
    ("get", "/v1/openapi.json"),
    ("get", "/docs"),
    ("post", "/v1/realtime/client_secrets"),
    ("post", "/v1/realtime/calls"),
    ("post", "/v1/realtime/calls/{id}/hangup"),
    ("get", "/v1/realtime"),
    ("get", STREAM),
];

#[tokio::test]
async fn it_has_every_route_and_no_other() {
    let rig = Rig::new().await;
    let served = rig.anyone("GET", "/v1/openapi.json").from(FAR).send().await;
    assert_eq!(
        (served.status, served.header("content-type")),
        (200, "application/json")
    );
    let contract = served.json();
    assert_eq!(contract["openapi"], "3.1.0");
    let described: BTreeSet<(&str, &str)> = operations(&contract)
        .into_iter()
        .map(|(path, method, _)| (method, path))
        .collect();
    assert_eq!(described, PROMISED.iter().copied().collect());
    for (method, path) in described.iter().filter(|(_, path)| *path != STREAM) {
        let reply = rig.anyone(&method.to_uppercase(), path).send().await;
        assert!(
            ![404, 405].contains(&reply.status),
            "{method} {path}: {reply:?}"
        );
        // And no method beside those it has.
        for other in ["get", "post", "put", "delete", "patch"] {
            let reply = rig.anyone(&other.to_uppercase(), path).send().await;
            let known = described.contains(&(other, path));
            assert_eq!(reply.status == 405, !known, "{other} {path}: {reply:?}");
        }
    }
}

#[tokio::test]
async fn its_examples_are_accepted() {
    let contract = contract();
    let mut examples = 0;
    for (path, method, operation) in operations(&contract) {
        let body = &operation["requestBody"];
        if body.is_null() {
            continue;
        }
        // An offer is its maker's own: there is none that every server accepts.
        let Some(json) = body["content"].get("application/json") else {
            continue;
        };
        let cases = json["examples"].as_object().unwrap();
        assert!(!cases.is_empty(), "{method} {path} has no example");
        for (name, example) in cases {
            // Each in a kitchen of its own, with an order that the paths can mean.
            let rig = Rig::new().await;
            let lines = json!([{"item": "coleslaw"}, {"item": "brownie"}]);
            let order = rig.place(json!({"lines": lines})).await;
            let id = match path.contains("/items/") {
                true => "brownie",
                false => order["id"].as_str().unwrap(),
            };
            let path = path.replace("{id}", id);
            let ask = rig.ask(Role::Operator, &method.to_uppercase(), &path);
            let reply = ask.json(&example["value"]).await;
            let promised = &operation["responses"][reply.status.to_string()];
            assert!(
                reply.status < 300 && promised.is_object(),
                "{path} {name}: {reply:?}"
            );
            examples += 1;
        }
    }
    assert!(examples >= 8);
}

#[test]
fn it_names_every_code() {
    let contract = contract();
    let mut named = BTreeSet::new();
    for (path, method, operation) in operations(&contract) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let schema = &response["content"]["application/problem+json"]["schema"];
            for code in schema["allOf"][1]["properties"]["code"]["enum"]
                .as_array()
                .into_iter()
                .flatten()
            {
                let code = ErrorCode::parse(code.as_str().unwrap());
                let own = code.http_status().to_string() == *status;
                let missing = status == "404" || status == "426";
                assert!(own || missing, "{method} {path}: {code} with {status}");
                named.insert(code.as_str());
            }
        }
    }
    let kitchen = RefusalCode::ALL.iter().copied().map(ErrorCode::Refused);
    let all = ErrorCode::OWN.iter().copied().chain(kitchen);
    // Said of addresses and methods that are not described, not of one that is.
    let of_none = [ErrorCode::MethodNotAllowed];
    let missing: Vec<&str> = all
        .filter(|code| !of_none.contains(code))
        .map(ErrorCode::as_str)
        .filter(|code| !named.contains(code))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn its_references_lead_somewhere_and_its_names_are_unique() {
    let contract = contract();
    let mut references = Vec::new();
    collect(&contract, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(contract.pointer(pointer).is_some(), "{reference}");
    }
    let operations = operations(&contract);
    let ids: BTreeSet<&str> = operations
        .iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), operations.len());
    for (path, method, operation) in &operations {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let within = parameters
            .filter(|parameter| parameter["in"] == "path")
            .count();
        assert_eq!(within, path.matches('{').count(), "{method} {path}");
    }
}

fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| collect(field, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[tokio::test]
async fn what_is_answered_has_the_form_that_is_described() {
    let rig = Rig::new().await;
    let contract = contract();
    let order = rig
        .place(json!({"lines": [{"item": "fries", "size": "small"}]}))
        .await;
    fits(&contract, "Order", &order);
    fits(&contract, "Line", &order["lines"][0]);
    let get = async |path: &str| rig.ask(Role::Operator, "GET", path).send().await.json();
    fits(&contract, "OrderPage", &get("/v1/orders").await);
    fits(&contract, "StationList", &get("/v1/stations").await);
    fits(
        &contract,
        "TicketTimes",
        &get("/v1/reports/ticket-times").await,
    );
    fits(&contract, "Menu", &get("/v1/menu").await);
    fits(&contract, "Problem", &get("/v1/nowhere").await);
}

/// Whether the value has every field that is described as there, and none that is not described.
fn fits(contract: &Value, form: &str, value: &Value) {
    let schema = &contract["components"]["schemas"][form];
    let fields = value.as_object().unwrap();
    for required in schema["required"].as_array().unwrap() {
        assert!(
            fields.contains_key(required.as_str().unwrap()),
            "{form}: no {required}"
        );
    }
    for name in fields.keys() {
        assert!(
            schema["properties"][name].is_object(),
            "{form}: {name} is not described"
        );
    }
}

#[tokio::test]
async fn people_read_it_without_a_token_and_nothing_runs() {
    let rig = Rig::new().await;
    let page = rig.anyone("GET", "/docs").from(FAR).send().await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(page.text.contains(&format!("<style nonce=\"{nonce}\">")));
    for alien in [
        "<script", "http://", "https://", "@import", "url(", "style=\"",
    ] {
        assert!(!page.text.contains(alien), "{alien}");
    }
    for (_, path) in PROMISED {
        assert!(
            page.text.contains(&format!("<code>{path}</code>")),
            "{path}"
        );
    }
    let again = rig.anyone("GET", "/docs").send().await;
    assert_ne!(again.header("content-security-policy"), policy);
}
