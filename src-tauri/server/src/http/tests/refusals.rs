//! Every code a client can be refused with, provoked as a client would. A code that is missing
//! here fails the test.

use super::rig::{FAR, Reply, Rig};
use crate::auth::Role;
use kitchen::RefusalCode;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use wire::ErrorCode;

/// Codes that this half of the server does not give, or that need more than a test can hold.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "invalid_handshake",
        "of the stream; its own tests provoke it",
    ),
    ("request_timeout", "`gate` provokes it with made-up time"),
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
    orders(&mut seen).await;
    amendments(&mut seen).await;
    kitchen_work(&mut seen).await;
    requests(&mut seen).await;
    no_menu(&mut seen).await;
    storage(&mut seen).await;
    too_many(&mut seen).await;
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

async fn orders(seen: &mut Seen) {
    use RefusalCode as Code;
    let rig = Rig::new().await;
    rig.command(json!({"type": "set_availability", "item": "cheesecake", "available": false}))
        .await;
    let line = |line: Value| json!({"lines": [line]});
    let burger =
        |modifiers: &[&str]| line(json!({"item": "classic-burger", "modifiers": modifiers}));
    let long = "x".repeat(281);
    let table = [
        (
            Code::UnknownItem,
            line(json!({"item": "unicorn"})),
            "/lines/0/item",
        ),
        (
            Code::ItemUnavailable,
            line(json!({"item": "cheesecake"})),
            "/lines/0/item",
        ),
        (
            Code::UnknownModifier,
            burger(&["sparkles"]),
            "/lines/0/modifiers/0",
        ),
        (
            Code::ModifierNotOffered,
            burger(&["medium", "buffalo"]),
            "/lines/0/modifiers/1",
        ),
        (
            Code::ChoiceRequired,
            burger(&["medium"]),
            "/lines/0/modifiers",
        ),
        (
            Code::TooManyChoices,
            burger(&["rare", "medium", "side-none"]),
            "/lines/0/modifiers",
        ),
        (
            Code::SizeRequired,
            line(json!({"item": "fries"})),
            "/lines/0/size",
        ),
        (
            Code::UnknownSize,
            line(json!({"item": "fries", "size": "xxl"})),
            "/lines/0/size",
        ),
        (
            Code::QuantityOutOfRange,
            line(json!({"item": "brownie", "quantity": 0})),
            "/lines/0/quantity",
        ),
        (Code::NoLines, json!({"lines": []}), "/lines"),
        (Code::NoLines, json!({}), "/lines"),
        (
            Code::TooManyLines,
            json!({"lines": vec![json!({"item": "brownie"}); 101]}),
            "/lines",
        ),
        (
            Code::TextTooLong,
            line(json!({"item": "brownie", "note": long})),
            "/lines/0/note",
        ),
        (
            Code::ValueOutOfRange,
            line(json!({"item": "brownie", "course": 21})),
            "/lines/0/course",
        ),
    ];
    for (code, order, field) in table {
        let reply = post(&rig, "/v1/orders", &order).await;
        seen.note(&reply, code.into(), field);
        // By the other way in, the pointer follows the other body.
        let command = json!({"body": {"type": "place_order", "order": order}});
        let reply = post(&rig, "/v1/commands", &command).await;
        seen.note(&reply, code.into(), &format!("/body/order{field}"));
    }
    let mut half = line(json!({"item": "brownie"}));
    half["lines"]
        .as_array_mut()
        .unwrap()
        .push(json!({"item": "unicorn"}));
    let reply = post(&rig, "/v1/orders", &half).await;
    seen.note(&reply, Code::UnknownItem.into(), "/lines/1/item");
    let listed = rig.ask(Role::Pos, "GET", "/v1/orders").send().await.json();
    assert_eq!(listed["orders"], json!([]), "nothing is half-placed");
    let mut menu: Value = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
    menu["stations"] = json!([]);
    let reply = rig.ask(Role::Operator, "PUT", "/v1/menu").json(&menu).await;
    seen.note(&reply, Code::MenuInvalid.into(), "/stations");
}

async fn amendments(seen: &mut Seen) {
    use RefusalCode as Code;
    let rig = Rig::new().await;
    let lines = json!({"lines": [{"item": "nachos"}, {"item": "brownie"}]});
    let order = rig.place(lines).await;
    let path = |id: &str| format!("/v1/orders/{id}/amend");
    let id = order["id"].as_str().unwrap();
    rig.command(json!({"type": "amend_order", "order": id, "void": ["2"]}))
        .await;
    for (code, amendment, field) in [
        (Code::NothingToAmend, json!({}), ""),
        (Code::UnknownLine, json!({"void": ["9"]}), "/void/0"),
        (
            Code::LineClosed,
            json!({"change": [{"line": "2", "quantity": 2}]}),
            "/change/0/line",
        ),
        (
            Code::UnknownItem,
            json!({"add": [{"item": "unicorn"}]}),
            "/add/0/item",
        ),
        (
            Code::QuantityOutOfRange,
            json!({"change": [{"line": "1", "quantity": 100}]}),
            "/change/0/quantity",
        ),
    ] {
        let reply = post(&rig, &path(id), &amendment).await;
        seen.note(&reply, code.into(), field);
    }
    let nobody = "0192f0c1-2345-7890-abcd-ef0123456789";
    for unknown in [nobody, "1", "..", "%00"] {
        for what in ["amend", "cancel"] {
            let path = format!("/v1/orders/{unknown}/{what}");
            let reply = post(&rig, &path, &json!({"note": "x"})).await;
            seen.note(&reply, Code::UnknownOrder.into(), "");
        }
        let reply = rig
            .ask(Role::Pos, "GET", &format!("/v1/orders/{unknown}"))
            .send()
            .await;
        seen.note(&reply, Code::UnknownOrder.into(), "");
    }
    let cancel = format!("/v1/orders/{id}/cancel");
    assert_eq!(post(&rig, &cancel, &json!({})).await.status, 200);
    let reply = post(&rig, &path(id), &json!({"note": "x"})).await;
    seen.note(&reply, Code::OrderClosed.into(), "");
}

async fn kitchen_work(seen: &mut Seen) {
    use RefusalCode as Code;
    let rig = Rig::new().await;
    let lines = json!([{"item": "nachos"}, {"item": "coleslaw"}, {"item": "brownie"}]);
    let order = rig.place(json!({"lines": lines, "hold": [3]})).await;
    let id = &order["id"];
    let refused = async |command: Value| post(&rig, "/v1/commands", &command).await;
    let table = [
        (
            Code::LineHeld,
            json!({"type": "start_line", "order": id, "line": "3"}),
            "/line",
        ),
        (
            Code::UnknownLine,
            json!({"type": "start_line", "order": id, "line": "9"}),
            "/line",
        ),
        (
            Code::UnknownStation,
            json!({"type": "bump", "order": id, "station": "x"}),
            "/station",
        ),
        (
            Code::UnknownCourse,
            json!({"type": "fire_course", "order": id, "course": 9}),
            "/course",
        ),
        (
            Code::NothingToRecall,
            json!({"type": "recall", "order": id, "station": "cold"}),
            "",
        ),
    ];
    for (code, command, field) in table {
        seen.note(&refused(command).await, code.into(), field);
    }
    rig.command(json!({"type": "start_line", "order": id, "line": "2"}))
        .await;
    let hold = json!({"type": "hold_course", "order": id, "course": 2});
    seen.note(&refused(hold).await, Code::CourseStarted.into(), "/course");
    rig.command(json!({"type": "amend_order", "order": id, "void": ["2"]}))
        .await;
    let bump = json!({"type": "bump", "order": id, "station": "cold"});
    seen.note(&refused(bump).await, Code::ChangeNotAcknowledged.into(), "");
    let nobody = "0192f0c1-2345-7890-abcd-ef0123456789";
    let rush = json!({"type": "rush", "order": nobody, "on": true});
    seen.note(&refused(rush).await, Code::UnknownOrder.into(), "/order");
}

async fn requests(seen: &mut Seen) {
    let rig = Rig::new().await;
    let order = json!({"lines": [{"item": "brownie"}]});
    let pos = |method, path| rig.ask(Role::Pos, method, path);
    let post = || pos("POST", "/v1/orders");
    seen.note(&post().body("{").await, ErrorCode::InvalidJson, "");
    let fax = json!({"source": "fax"});
    seen.note(&post().json(&fax).await, ErrorCode::InvalidBody, "/source");
    let parameter = pos("GET", "/v1/orders?limit=0").send().await;
    seen.note(&parameter, ErrorCode::InvalidParameter, "/limit");
    let anyone = rig.anyone("GET", "/v1/orders").send().await;
    seen.note(&anyone, ErrorCode::NotAuthenticated, "");
    let rush = json!({"type": "rush", "order": "0192f0c1-2345-7890-abcd-ef0123456789", "on": true});
    seen.note(
        &pos("POST", "/v1/commands").json(&rush).await,
        ErrorCode::NotAllowed,
        "",
    );
    seen.note(
        &pos("PUT", "/v1/menu").json(&fax).await,
        ErrorCode::NotAllowed,
        "",
    );
    seen.note(
        &pos("GET", "/v1/nothing").send().await,
        ErrorCode::NotFound,
        "",
    );
    seen.note(
        &pos("PATCH", "/v1/orders").send().await,
        ErrorCode::MethodNotAllowed,
        "",
    );
    let large = post().body(" ".repeat(256 * 1024 + 1)).await;
    seen.note(&large, ErrorCode::TooLarge, "");
    let text = post().header("content-type", "text/plain").body("x").await;
    seen.note(&text, ErrorCode::UnsupportedMediaType, "");
    let long = "k".repeat(256);
    for key in ["", long.as_str(), "tab\there", "ümlaut"] {
        let ask = post().header("idempotency-key", key);
        seen.note(
            &ask.json(&order).await,
            ErrorCode::InvalidIdempotencyKey,
            "",
        );
    }
    let twice = post().key("a").key("b").json(&order).await;
    seen.note(&twice, ErrorCode::InvalidIdempotencyKey, "");
    for key in ["~", " ".repeat(3).as_str(), &long[..255]] {
        let status = post()
            .key(&format!("{key}.")[..key.len().max(1)])
            .json(&order)
            .await
            .status;
        assert!(status == 201, "{key:?}: {status}");
    }
    assert_eq!(post().key("k").json(&order).await.status, 201);
    let other = post()
        .key("k")
        .json(&json!({"lines": [{"item": "coleslaw"}]}))
        .await;
    seen.note(&other, ErrorCode::IdempotencyKeyReused, "");
    let id = "0192f0c1-2345-7890-abcd-ef0123456789";
    let place = |item: &str| json!({"id": id, "body": {"type": "place_order", "order": {"lines": [{"item": item}]}}});
    assert_eq!(
        pos("POST", "/v1/commands")
            .json(&place("brownie"))
            .await
            .status,
        200
    );
    let other = pos("POST", "/v1/commands").json(&place("coleslaw")).await;
    seen.note(&other, ErrorCode::CommandIdReused, "");
    let ask = rig
        .ask(Role::Operator, "PUT", "/v1/menu")
        .header("if-match", "\"old\"");
    let menu: Value = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
    seen.note(&ask.json(&menu).await, ErrorCode::PreconditionFailed, "");
    for guess in 0..100 {
        let wrong = format!("Bearer {guess}");
        let ask = rig
            .anyone("GET", "/v1/menu")
            .from(FAR)
            .header("authorization", &wrong);
        let reply = ask.send().await;
        if reply.status != 401 {
            seen.note(&reply, ErrorCode::TooManyRequests, "");
            break;
        }
    }
    rig.server().app().stopping.cancel();
    seen.note(&post().json(&order).await, ErrorCode::ShuttingDown, "");
}

async fn no_menu(seen: &mut Seen) {
    let rig = Rig::without_menu().await;
    let reply = post(&rig, "/v1/orders", &json!({"lines": [{"item": "brownie"}]})).await;
    seen.note(&reply, RefusalCode::NoMenu.into(), "");
}

/// Takes the database's one write lock, as a disk that does not answer would.
fn seized(rig: &Rig) -> Connection {
    let other = Connection::open(rig.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

async fn storage(seen: &mut Seen) {
    let rig = Rig::new().await;
    let rig = rig.restarted_with(Duration::from_millis(50)).await;
    let order = json!({"lines": [{"item": "brownie"}]});
    let other = seized(&rig);
    let reply = rig
        .ask(Role::Pos, "POST", "/v1/orders")
        .key("k")
        .json(&order)
        .await;
    seen.note(&reply, ErrorCode::StorageUnavailable, "");
    seen.note(
        &rig.anyone("GET", "/readyz").send().await,
        ErrorCode::StorageUnavailable,
        "",
    );
    assert_eq!(rig.anyone("GET", "/healthz").send().await.status, 200);
    let metrics = rig.anyone("GET", "/metrics").send().await;
    assert!(metrics.text.contains("heard_storage_writable 0"));
    other.execute_batch("ROLLBACK").unwrap();
    // The same again is the first time: nothing had been accepted.
    let reply = rig
        .ask(Role::Pos, "POST", "/v1/orders")
        .key("k")
        .json(&order)
        .await;
    assert_eq!((reply.status, &reply.json()["number"]), (201, &json!(1)));
    assert_eq!(rig.anyone("GET", "/readyz").send().await.status, 200);
}

async fn too_many(seen: &mut Seen) {
    let rig = Rig::new().await;
    let other = seized(&rig);
    let order = json!({"lines": [{"item": "brownie"}]});
    let asks = (0..1_500).map(|_| rig.ask(Role::Pos, "POST", "/v1/orders").json(&order));
    let mut asks: futures_util::stream::FuturesUnordered<_> = asks.collect();
    // While the disk does not answer, the first answers are those that did not fit the queue.
    let first = futures_util::StreamExt::next(&mut asks).await.unwrap();
    seen.note(&first, ErrorCode::Overloaded, "");
    other.execute_batch("ROLLBACK").unwrap();
    let rest: Vec<Reply> = futures_util::StreamExt::collect(asks).await;
    let placed = rest.iter().filter(|reply| reply.status == 201).count();
    let refused = rest.iter().filter(|reply| reply.status == 503).count();
    assert_eq!(placed + refused, 1_499);
    let listed = rig.anyone("GET", "/metrics").send().await;
    assert!(
        listed
            .text
            .contains(&format!("heard_open_orders {placed}\n"))
    );
}
