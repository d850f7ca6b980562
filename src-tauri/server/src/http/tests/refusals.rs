//! Every code a client can be refused with, provoked as a client would. A code that is missing
//! here fails the test.

mod orders;
mod requests;
mod storage;
mod work;

use super::rig::{Reply, Rig};
use crate::auth::Role;
use kitchen::RefusalCode;
use serde_json::Value;
use std::collections::BTreeSet;
use wire::ErrorCode;

/// Codes that this half of the server does not give, or that need more than a test can hold.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "invalid_handshake",
        "of the stream; its own tests provoke it",
    ),
    ("request_timeout", "`bodies` provokes it with made-up time"),
    ("internal", "`gate` provokes it with a route that panics"),
    (
        "too_many_open_orders",
        "needs 200,000 of them; the kitchen's tests provoke it",
    ),
];

/// What was provoked, by code.
#[derive(Default)]
struct Seen(BTreeSet<String>);

impl Seen {
    /// Notes a refusal, which must have that code, its status, and point at that field.
    fn note(&mut self, reply: &Reply, code: ErrorCode, field: &str) {
        assert_eq!(reply.code(), code.as_str(), "{reply:?}");
        assert_eq!(reply.status, code.http_status(), "{reply:?}");
        assert_eq!(reply.field().unwrap_or_default(), field, "{reply:?}");
        assert_eq!(
            !reply.header("retry-after").is_empty(),
            code.is_temporary(),
            "{reply:?}"
        );
        self.0.insert(code.to_string());
    }
}

#[tokio::test]
async fn every_code_is_provoked() {
    let mut seen = Seen::default();
    orders::orders(&mut seen).await;
    orders::amendments(&mut seen).await;
    work::kitchen_work(&mut seen).await;
    requests::requests(&mut seen).await;
    work::no_menu(&mut seen).await;
    storage::storage(&mut seen).await;
    storage::too_many(&mut seen).await;
    let elsewhere = ELSEWHERE.iter().map(|(code, _)| (*code).to_owned());
    seen.0.extend(elsewhere);
    let own = ErrorCode::OWN.iter().copied();
    let kitchen = RefusalCode::ALL.iter().copied().map(ErrorCode::Refused);
    let all = own.chain(kitchen).map(|code| code.to_string());
    let missing: Vec<String> = all.filter(|code| !seen.0.contains(code)).collect();
    assert!(missing.is_empty(), "nothing provokes {missing:?}");
}

async fn post(rig: &Rig, path: &str, body: &Value) -> Reply {
    rig.ask(Role::Operator, "POST", path).json(body).await
}
