//! The last portion, and the end of an item (86).

use crate::house::House;
use futures_util::future::join_all;
use kitchen::{Command, ItemId};
use serde_json::json;
use sim::{http::Client, stream::Outcome};

#[tokio::test]
async fn two_tills_want_the_last_portion_and_one_gets_it() {
    let mut house = House::open().await;
    let mut grill = house.display("grill").await;
    let token = house.server.token("pos").await.unwrap();
    let address = house.server.address();
    let mut sold = 0;
    for portions in [1, 3] {
        let count_down = Command::SetAvailability {
            item: "fish-and-chips".into(),
            available: true,
            until_ms: None,
            remaining: Some(portions),
        };
        let said = grill.order(&count_down).await.unwrap();
        assert!(matches!(said, Outcome::Acked { .. }), "{said:?}");
        let tills = (0..8).map(|_| {
            let mut till = Client::new(address, token.clone());
            let order = json!({"lines": [{"item": "fish-and-chips"}]}).to_string();
            async move { till.post("/v1/orders", None, order).await.unwrap() }
        });
        let answers = join_all(tills).await;
        let placed = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(placed, portions as usize);
        sold += placed;
        for refused in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!(
                (refused.status, &*refused.code()),
                (409, "item_unavailable")
            );
            assert_eq!(refused.json()["field"], "/lines/0/item");
        }
        grill
            .until(|state| state.open_orders() == sold)
            .await
            .unwrap();
        let said = grill.state().availability[&ItemId::from("fish-and-chips")];
        assert_eq!((said.available, said.remaining), (false, Some(0)));
    }
    house.assert_all_agree([&mut grill]).await;
    // One of both in an order: the order is refused whole.
    let burger = json!({"item": "cheeseburger", "modifiers": ["rare", "side-none"]});
    let order = json!({"lines": [burger, {"item": "fish-and-chips"}]});
    let refused = house
        .till
        .post("/v1/orders", None, order.to_string())
        .await
        .unwrap();
    assert_eq!(
        (refused.status, &*refused.code()),
        (409, "item_unavailable")
    );
    assert_eq!(house.display("newcomer").await.state().open_orders(), sold);
}
