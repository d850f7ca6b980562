//! How long tickets took, from memory and from disk.

use super::rig::{Reply, Rig};
use crate::auth::Role;
use serde_json::{Value, json};

async fn report(rig: &Rig, query: &str) -> Reply {
    let path = format!("/v1/reports/ticket-times?{query}");
    rig.ask(Role::Operator, "GET", &path).send().await
}

fn counts(report: &Value) -> Vec<(String, u64)> {
    let rows = report["rows"].as_array().unwrap().iter().map(|row| {
        let ms = |name: &str| row[name].as_u64().unwrap();
        assert!(
            ms("p50_ms") <= ms("p90_ms") && ms("p90_ms") <= ms("max_ms"),
            "{row}"
        );
        (row["key"].as_str().unwrap().to_owned(), ms("count"))
    });
    rows.collect()
}

fn of(rows: &[(&str, u64)]) -> Vec<(String, u64)> {
    rows.iter()
        .map(|(key, count)| ((*key).to_owned(), *count))
        .collect()
}

#[tokio::test]
async fn tickets_are_counted_once_wherever_their_order_is() {
    let rig = Rig::new().await;
    let lines = json!([{"item": "nachos"}, {"item": "brownie"}, {"item": "brownie"}]);
    let done = rig.place(json!({"lines": lines})).await;
    rig.complete(&done).await;
    let half = rig.place(json!({"lines": lines})).await;
    rig.command(json!({"type": "bump", "order": half["id"], "station": "grill"}))
        .await;
    rig.command(json!({"type": "bump", "order": half["id"], "station": "sweet", "lines": ["2"]}))
        .await;
    let gone = rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    rig.command(json!({"type": "cancel_order", "order": gone["id"]}))
        .await;
    let stations = report(&rig, "").await.json();
    assert_eq!(stations["by"], "station");
    // The second brownie is not done, so that ticket is not.
    assert_eq!(
        counts(&stations),
        of(&[("cold", 1), ("grill", 2), ("sweet", 1)])
    );
    let items = report(&rig, "by=item").await.json();
    assert_eq!(counts(&items), of(&[("brownie", 3), ("nachos", 1)]));
    let hours = counts(&report(&rig, "by=hour").await.json());
    assert_eq!(hours.iter().map(|(_, count)| count).sum::<u64>(), 4);
    assert!(
        hours.iter().all(|(key, _)| key.ends_with(":00:00.000Z")),
        "{hours:?}"
    );
    // Once it is forgotten by the kitchen it counts from disk, and once only.
    for _ in 0..kitchen::limits::CLOSED_ORDERS {
        let order = rig.place(json!({"lines": [{"item": "coleslaw"}]})).await;
        rig.command(json!({"type": "cancel_order", "order": order["id"]}))
            .await;
    }
    assert_eq!(
        counts(&report(&rig, "by=item").await.json()),
        counts(&items)
    );
    assert_eq!(
        counts(&report(&rig, "to=2001-01-02T00:00:00Z").await.json()),
        of(&[])
    );
}

#[tokio::test]
async fn a_range_is_an_hour_or_a_quarter_and_never_backwards() {
    let rig = Rig::new().await;
    let from = "from=2026-01-01T00:00:00Z";
    for (query, field) in [
        ("by=cook", "/by"),
        ("from=yesterday", "/from"),
        ("to=now", "/to"),
        ("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "/from"),
        ("from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z", "/from"),
        ("from=2026-01-01T00:00:00Z&to=2026-04-03T00:00:01Z", "/from"),
    ] {
        let reply = report(&rig, query).await;
        assert_eq!(
            (reply.status, reply.code()),
            (422, "invalid_parameter".into()),
            "{query}"
        );
        assert_eq!(reply.field().as_deref(), Some(field), "{query}");
    }
    let quarter = report(&rig, &format!("{from}&to=2026-04-03T00:00:00Z")).await;
    assert_eq!(quarter.json()["to"], "2026-04-03T00:00:00.000Z");
    // The plus of an offset may come unescaped.
    let offset = report(
        &rig,
        "from=2026-01-01T02:00:00+02:00&to=2026-01-01T01:00:00Z",
    )
    .await;
    assert_eq!(offset.json()["from"], "2026-01-01T00:00:00.000Z");
}
