//! What is said twice happens once.

use crate::house::{House, bump, burger_and_lemonade, fresh, placed, start};
use kitchen::{Command, LineState};
use sim::stream::Outcome;
use tokio::join;
use wire::{ErrorCode, ServerFrame};

#[tokio::test]
async fn a_command_that_comes_again_has_one_effect_and_the_same_answer() {
    let mut house = House::open().await;
    let order = house.place(&burger_and_lemonade("pos-1")).await;
    let mut grill = house.display("grill").await;
    let id = fresh();
    let command = bump(order, Some("grill"));

    grill.send(id, &command).await.unwrap();
    grill.send(id, &command).await.unwrap();
    let first = grill.outcome(id).await.unwrap();
    assert_eq!(grill.outcome(id).await.unwrap(), first);
    let Outcome::Acked { seq } = first else {
        panic!("{first:?}");
    };

    // After reconnecting, from another device, and after a restart of the server.
    let mut again = house.resume("grill", grill.leave()).await;
    again.send(id, &command).await.unwrap();
    assert_eq!(again.outcome(id).await.unwrap(), first);
    house.server.kill().await.unwrap();
    house.server.restart().await.unwrap();
    let mut fry = house.display("fry").await;
    fry.send(id, &command).await.unwrap();
    assert_eq!(fry.outcome(id).await.unwrap(), first);
    assert_eq!(fry.state().seq, seq);

    // Nor does another body get in under the same id.
    fry.send(id, &bump(order, Some("bar"))).await.unwrap();
    let code = ErrorCode::CommandIdReused;
    assert_eq!(fry.outcome(id).await.unwrap(), Outcome::Refused { code });
    assert_eq!(house.display("newcomer").await.state().seq, seq);
}

#[tokio::test]
async fn a_refusal_that_is_asked_for_again_is_the_same_refusal() {
    let mut house = House::open().await;
    let order = house.place(&burger_and_lemonade("pos-1")).await;
    let mut grill = house.display("grill").await;
    let id = fresh();
    let recall = Command::Recall {
        order,
        station: Some("grill".into()),
        lines: None,
    };
    grill.send(id, &recall).await.unwrap();
    let refused = grill.outcome(id).await.unwrap();
    assert!(matches!(refused, Outcome::Refused { .. }), "{refused:?}");
    // By now it would be carried out; but this one was refused, for good.
    grill.order(&bump(order, Some("grill"))).await.unwrap();
    grill.send(id, &recall).await.unwrap();
    assert_eq!(grill.outcome(id).await.unwrap(), refused);
}

#[tokio::test]
async fn commands_in_the_wrong_order_end_in_the_same_kitchen() {
    let mut house = House::open().await;
    let mut ends = Vec::new();
    // Starting after the bump, bumping before the start: what is done is done.
    for reordered in [false, true] {
        let order = house.place(&burger_and_lemonade("pos-1")).await;
        let mut commands = [
            start(order, "1", "grill"),
            bump(order, Some("grill")),
            bump(order, Some("fry")),
        ];
        if reordered {
            commands.reverse();
        }
        let mut grill = house.display("grill").await;
        let sent: Vec<_> = commands.iter().map(|command| (fresh(), command)).collect();
        // All at once, and the whole row twice.
        for (id, command) in sent.iter().chain(&sent) {
            grill.send(*id, command).await.unwrap();
        }
        let mut answers = 0;
        while answers < 2 * sent.len() {
            match grill.hear().await.unwrap() {
                ServerFrame::Ack { .. } => answers += 1,
                ServerFrame::Refused { code, .. } => {
                    assert!(reordered, "{code}");
                    answers += 1;
                }
                _ => {}
            }
        }
        house.assert_all_agree([&mut grill]).await;
        let order = &grill.state().orders[&order];
        ends.push(
            order
                .lines
                .iter()
                .map(|line| line.state())
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(ends[0], [LineState::Ready, LineState::Queued]);
    assert_eq!(ends[0], ends[1]);
}

#[tokio::test]
async fn two_displays_that_bump_the_same_ticket_at_once_bump_it_once() {
    let mut house = House::open().await;
    let mut one = house.display("one").await;
    let mut two = house.display("two").await;
    for round in 0..20 {
        let order = house
            .place(&burger_and_lemonade(&format!("pos-{round}")))
            .await;
        let command = bump(order, Some("grill"));
        for display in [&mut one, &mut two] {
            display
                .until(|state| state.orders.contains_key(&order))
                .await
                .unwrap();
        }
        let before = one.state().seq;
        let (first, second) = join!(one.order(&command), two.order(&command));
        for outcome in [first, second] {
            assert_eq!(outcome.unwrap(), Outcome::Acked { seq: before + 1 });
        }
    }
    house.assert_all_agree([&mut one, &mut two]).await;
}

#[tokio::test]
async fn a_key_is_one_order_for_good() {
    let mut house = House::open().await;
    let body = burger_and_lemonade("pos-1");
    let key = Some("till-7/0001");
    let path = "/v1/orders";
    let first = house.till.post(path, key, body.to_string()).await.unwrap();
    let order = placed(&first);
    assert!(!first.is_replayed());

    for restart in [false, true] {
        if restart {
            house.server.kill().await.unwrap();
            house.server.restart().await.unwrap();
        }
        let again = house.till.post(path, key, body.to_string()).await.unwrap();
        assert_eq!(
            (again.status, again.is_replayed()),
            (200, true),
            "{:?}",
            again.json()
        );
        assert_eq!(again.json()["id"], first.json()["id"]);
        let mut other = body.clone();
        other["lines"][0]["quantity"] = 3.into();
        let other = house.till.post(path, key, other.to_string()).await.unwrap();
        assert_eq!(
            (other.status, &*other.code()),
            (409, "idempotency_key_reused")
        );
    }
    let display = house.display("newcomer").await;
    let orders: Vec<_> = display.state().orders.keys().collect();
    assert_eq!(orders, [&order]);
}

#[tokio::test]
async fn a_till_that_posts_the_same_at_once_from_many_hands_places_one_order() {
    let house = House::open().await;
    let token = house.server.token("pos").await.unwrap();
    let body = burger_and_lemonade("pos-1").to_string();
    let posts = (0..16).map(|_| {
        let mut till = sim::http::Client::new(house.server.address(), token.clone());
        let body = body.clone();
        async move { till.post("/v1/orders", Some("one"), body).await.unwrap() }
    });
    let answers = futures_util::future::join_all(posts).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let replayed = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((created, replayed), (1, 15));
    assert_eq!(house.display("newcomer").await.state().orders.len(), 1);
}
