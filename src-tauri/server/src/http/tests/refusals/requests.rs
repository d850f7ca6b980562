//! What is wrong with a request, whatever it is for.

use super::{Rig, Role, Seen};
use crate::http::tests::rig::FAR;
use serde_json::{Value, json};
use wire::ErrorCode;

pub(super) async fn requests(seen: &mut Seen) {
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
    let place = |item: &str| {
        let order = json!({"lines": [{"item": item}]});
        json!({"id": id, "body": {"type": "place_order", "order": order}})
    };
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
