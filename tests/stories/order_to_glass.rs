//! An order from the till to every screen, through the kitchen, and out to the guest.

use crate::house::{House, bump, burger_and_lemonade, seen, start};
use futures_util::future::join_all;
use kitchen::{LineState, OrderState};
use sim::stream::Outcome;

#[tokio::test]
async fn an_order_goes_from_the_till_to_every_screen_and_out() {
    let mut house = House::open().await;
    let [mut grill, mut bar, mut pass] = [
        house.display("grill").await,
        house.display("bar").await,
        house.display("pass").await,
    ];

    let order = house.place(&burger_and_lemonade("pos-1")).await;
    for display in [&mut grill, &mut bar, &mut pass] {
        display
            .until(|state| state.orders.contains_key(&order))
            .await
            .unwrap();
        let order = seen(display, order);
        assert_eq!((order.state, order.number), (OrderState::Open, 1));
        assert_eq!(order.lines[0].state(), LineState::Queued);
    }

    let begun = grill.order(&start(order, "1", "grill")).await.unwrap();
    assert!(matches!(begun, Outcome::Acked { .. }), "{begun:?}");
    for (display, station) in [(&mut grill, "grill"), (&mut bar, "bar")] {
        let done = display.order(&bump(order, Some(station))).await.unwrap();
        assert!(matches!(done, Outcome::Acked { .. }), "{done:?}");
    }
    // The fryer has no screen today; somebody bumps for it at the grill's.
    pass.until(|state| state.orders[&order].lines[1].is_done())
        .await
        .unwrap();
    assert_eq!(seen(&pass, order).state, OrderState::Open);
    grill.order(&bump(order, Some("fry"))).await.unwrap();
    pass.until(|state| state.orders[&order].state == OrderState::Ready)
        .await
        .unwrap();

    let served = pass.order(&bump(order, None)).await.unwrap();
    let Outcome::Acked { seq } = served else {
        panic!("{served:?}");
    };
    for display in [&mut grill, &mut bar, &mut pass] {
        display.reach(seq).await.unwrap();
        assert_eq!(seen(display, order).state, OrderState::Completed);
    }
    house
        .assert_all_agree([&mut grill, &mut bar, &mut pass])
        .await;

    let path = format!("/v1/orders/{order}");
    let answer = house.till.get(&path).await.unwrap().json();
    assert_eq!(
        (&answer["state"], &answer["lines"][0]["state"]),
        (&"completed".into(), &"served".into())
    );
    assert_eq!(answer["external_id"], "pos-1");
}

#[tokio::test]
async fn a_lunch_rush_looks_the_same_on_every_screen() {
    let seed = sim::seed::seed("lunch rush");
    let mut house = House::open().await;
    let places = [
        Some("grill"),
        Some("fry"),
        Some("cold"),
        Some("bar"),
        Some("sweet"),
        None,
    ];
    let names = places.map(|place| place.unwrap_or("pass"));
    let mut displays = join_all(names.map(|name| house.display(name))).await;
    let mut orders = sim::load::Orders::demo(seed, 100);
    for _ in 0..60 {
        house
            .place(&serde_json::to_value(orders.order()).unwrap())
            .await;
    }
    let placed = house.display("counter").await.state().seq;
    let cooks = displays
        .iter_mut()
        .zip((0u64..).zip(places))
        .map(|(display, (part, place))| {
            let mut cook = sim::load::Cook::new(place, seed, part);
            async move {
                display.reach(placed).await.unwrap();
                for _ in 0..60 {
                    if let Some(wish) = cook.wish(display.state()) {
                        // Another may have been quicker, so that it is refused; both are answers.
                        display.order(&wish).await.unwrap();
                    }
                }
            }
        });
    join_all(cooks).await;
    house.assert_all_agree(&mut displays).await;
}
