//! Orders page by page, from memory and from disk.

use super::rig::Rig;
use crate::auth::Role;
use serde_json::{Value, json};

async fn page(rig: &Rig, query: &str) -> (Vec<u64>, Option<String>) {
    let reply = rig
        .ask(Role::Pos, "GET", &format!("/v1/orders?{query}"))
        .send()
        .await;
    assert_eq!(reply.status, 200, "{query}: {reply:?}");
    let body = reply.json();
    let orders = body["orders"].as_array().unwrap();
    let numbers = orders.iter().map(|order| order["number"].as_u64().unwrap());
    (
        numbers.collect(),
        body["next_cursor"].as_str().map(str::to_owned),
    )
}

/// All pages of a listing, each of `limit`.
async fn all(rig: &Rig, query: &str, limit: usize) -> Vec<u64> {
    let mut cursor = String::new();
    let mut numbers = Vec::new();
    loop {
        let (more, next) = page(rig, &format!("{query}&limit={limit}&cursor={cursor}")).await;
        assert!(
            more.len() == limit || next.is_none(),
            "{query}: {more:?} {next:?}"
        );
        numbers.extend(more);
        match next {
            Some(next) => cursor = next,
            None => return numbers,
        }
    }
}

async fn brownies(rig: &Rig, count: u64) -> Vec<Value> {
    let mut orders = Vec::new();
    for _ in 0..count {
        orders.push(rig.place(json!({"lines": [{"item": "brownie"}]})).await);
    }
    orders
}

#[tokio::test]
async fn each_state_has_its_own_and_no_state_has_all_newest_last() {
    let rig = Rig::new().await;
    let orders = brownies(&rig, 9).await;
    rig.complete(&orders[1]).await;
    rig.complete(&orders[6]).await;
    rig.command(json!({"type": "cancel_order", "order": orders[3]["id"]}))
        .await;
    rig.command(json!({"type": "cancel_order", "order": orders[0]["id"]}))
        .await;
    rig.command(json!({"type": "bump", "order": orders[4]["id"], "station": "sweet"}))
        .await;
    let table: [(&str, &[u64]); 5] = [
        ("state=open", &[3, 6, 8, 9]),
        ("state=ready", &[5]),
        ("state=completed", &[2, 7]),
        ("state=cancelled", &[1, 4]),
        ("", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ];
    for (query, numbers) in table {
        for limit in 1..=10 {
            assert_eq!(all(&rig, query, limit).await, numbers, "{query} by {limit}");
        }
    }
    // A page that is just full is the last one.
    assert_eq!(page(&rig, "limit=9").await.1, None);
    assert_eq!(page(&rig, "state=completed&limit=2").await.1, None);
    // What is recalled is open again, on every page.
    rig.command(json!({"type": "recall", "order": orders[1]["id"]}))
        .await;
    assert_eq!(all(&rig, "state=completed", 2).await, [7]);
    assert_eq!(all(&rig, "", 3).await, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[tokio::test]
async fn a_cursor_is_good_while_orders_come_and_close() {
    let rig = Rig::new().await;
    let orders = brownies(&rig, 4).await;
    let (numbers, cursor) = page(&rig, "limit=2").await;
    assert_eq!(numbers, [1, 2]);
    rig.complete(&orders[2]).await;
    brownies(&rig, 1).await;
    let (numbers, cursor) = page(&rig, &format!("limit=2&cursor={}", cursor.unwrap())).await;
    assert_eq!(numbers, [3, 4]);
    assert_eq!(
        page(&rig, &format!("limit=2&cursor={}", cursor.unwrap()))
            .await
            .0,
        [5]
    );
}

#[tokio::test]
async fn what_the_kitchen_has_forgotten_is_found_on_disk() {
    let rig = Rig::new().await;
    let kept = u64::try_from(kitchen::limits::CLOSED_ORDERS).unwrap();
    let orders = brownies(&rig, kept + 3).await;
    for order in &orders {
        rig.command(json!({"type": "cancel_order", "order": order["id"]}))
            .await;
    }
    let numbers: Vec<u64> = (1..=kept + 3).collect();
    assert_eq!(all(&rig, "state=cancelled", 50).await, numbers);
    assert_eq!(all(&rig, "", 500).await, numbers);
    let path = format!("/v1/orders/{}", orders[0]["id"].as_str().unwrap());
    let found = rig.ask(Role::Pos, "GET", &path).send().await.json();
    assert_eq!(
        (&found["number"], &found["state"]),
        (&json!(1), &json!("cancelled"))
    );
    // It is closed, not unknown, for who comes too late.
    let late = rig
        .ask(Role::Pos, "POST", &format!("{path}/cancel"))
        .send()
        .await;
    assert_eq!((late.status, late.code()), (409, "order_closed".into()));
    let rig = rig.restarted().await;
    assert_eq!(all(&rig, "state=cancelled", 100).await, numbers);
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let rig = Rig::new().await;
    for (query, field) in [
        ("state=eaten", "/state"),
        ("state=OPEN", "/state"),
        ("limit=0", "/limit"),
        ("limit=501", "/limit"),
        ("limit=-1", "/limit"),
        ("limit=many", "/limit"),
        ("cursor=abc", "/cursor"),
        ("cursor=-1", "/cursor"),
        ("cursor=99999999999999999999", "/cursor"),
    ] {
        let reply = rig
            .ask(Role::Pos, "GET", &format!("/v1/orders?{query}"))
            .send()
            .await;
        assert_eq!(
            (reply.status, reply.code()),
            (422, "invalid_parameter".into()),
            "{query}"
        );
        assert_eq!(reply.field().as_deref(), Some(field));
    }
    for query in ["", "state=&cursor=&limit=", "unknown=1"] {
        assert_eq!(page(&rig, query).await, (vec![], None));
    }
    assert_eq!(
        page(&rig, "cursor=9223372036854775807").await,
        (vec![], None)
    );
}
