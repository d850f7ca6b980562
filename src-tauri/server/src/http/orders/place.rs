//! An order comes in.

use super::{again, answer};
use crate::{
    auth::Role,
    http::{
        call::Call,
        openapi::Operation,
        problem::Problem,
        route::{Access, Answer, Route},
    },
    kitchens::Restaurant,
};
use axum::http::{HeaderValue, Method, StatusCode, header};
use kitchen::{Command, Order, OrderRequest, RefusalCode};
use serde_json::json;
use std::sync::Arc;

/// Who may place orders. PROTOCOL, section 1.
const PLACE: &[Role] = &[Role::Pos, Role::Counter, Role::Device, Role::Operator];

/// What an order can be refused for. PROTOCOL, section 2, and what the kitchen adds.
const REFUSALS: &[RefusalCode] = &[
    RefusalCode::UnknownItem,
    RefusalCode::ItemUnavailable,
    RefusalCode::UnknownModifier,
    RefusalCode::ModifierNotOffered,
    RefusalCode::ChoiceRequired,
    RefusalCode::TooManyChoices,
    RefusalCode::SizeRequired,
    RefusalCode::UnknownSize,
    RefusalCode::QuantityOutOfRange,
    RefusalCode::NoLines,
    RefusalCode::TooManyLines,
    RefusalCode::TextTooLong,
    RefusalCode::ValueOutOfRange,
    RefusalCode::NoMenu,
    RefusalCode::TooManyOpenOrders,
];

/// `POST /v1/orders`.
pub(super) fn route() -> Route {
    let operation = Operation::new("place_order", "Orders", "Place an order")
        .says(
            "Answered once the order is on disk and on its way to every screen. One refused line \
             refuses the whole order; nothing is half-placed.",
        )
        .once()
        .takes("OrderRequest")
        .example(
            "the least",
            json!({"lines": [{"item": "fries", "size": "small"}]}),
        )
        .example("a table of two", table_of_two())
        .gives(201, "The order is on disk.", "Order")
        .with("Location", "Where the order is to be found.")
        .gives(
            200,
            "The same order was placed before, under the same key.",
            "Order",
        )
        .with("Idempotent-Replayed", "`true`")
        .refuses_each(REFUSALS);
    Route {
        method: Method::POST,
        path: "/v1/orders",
        access: Access::roles(PLACE, place),
        operation,
    }
}

fn table_of_two() -> serde_json::Value {
    json!({
        "external_id": "pos-8841", "source": "pos",
        "service": {"type": "dine_in", "table": "12"},
        "promised_at": null, "note": null,
        "lines": [
            {"item": "cheeseburger", "quantity": 2, "size": null,
             "modifiers": ["medium-rare", "no-onions", "side-fries"],
             "note": "cut in half", "allergies": ["peanut"], "course": 2, "seat": 1},
            {"item": "cobb-salad", "modifiers": ["ranch"], "seat": 2},
        ],
        "hold": [2],
    })
}

async fn place(call: Call) -> Answer {
    let once = call.once()?;
    let order: OrderRequest = call.json()?;
    let restaurant = call.restaurant().await?;
    let command = Command::PlaceOrder { order };
    let done = call.submit(&restaurant, command, once).await?;
    if done.replayed {
        let order = as_placed(&call, &restaurant, done.seq).await?;
        return Ok(again(answer(StatusCode::OK, &order)));
    }
    let order = newest(&call, &restaurant, done.seq).await?;
    let mut response = answer(StatusCode::CREATED, &order);
    if let Ok(location) = HeaderValue::try_from(format!("/v1/orders/{}", order.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// The order that the event `seq` just placed.
pub(in crate::http) async fn newest(
    call: &Call,
    restaurant: &Restaurant,
    seq: u64,
) -> Result<Arc<Order>, Problem> {
    let head = restaurant.head();
    // Ids sort by time, so it is among the last; from disk only where it was closed and
    // forgotten between its commit and now.
    match head.orders.values().rev().find(|order| order.seq == seq) {
        Some(order) => Ok(order.clone()),
        None => Ok(Arc::new(as_placed(call, restaurant, seq).await?)),
    }
}

/// The order as it was when the event `seq` placed it: the fold of that event alone.
pub(in crate::http) async fn as_placed(
    call: &Call,
    restaurant: &Restaurant,
    seq: u64,
) -> Result<Order, Problem> {
    let order = call.app.archive.order_placed(restaurant.id(), seq).await?;
    order.ok_or_else(|| {
        tracing::error!(restaurant = %restaurant.id(), seq, "no order was placed by that event");
        Problem::internal()
    })
}
