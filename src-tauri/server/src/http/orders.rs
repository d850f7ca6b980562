//! Orders come in, and are looked at.

use super::{
    call::Call,
    openapi::Operation,
    order::OrderBody,
    problem::{Problem, REPLAYED},
    route::{Access, Answer, Route},
};
use crate::{
    auth::Role,
    kitchens::{self, Restaurant},
};
use axum::{
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use kitchen::{Command, Order, OrderId, OrderRequest, RefusalCode, State};
use serde_json::json;
use std::sync::Arc;

/// Who may place orders.
const PLACE: &[Role] = &[Role::Pos, Role::Counter, Role::Operator];

/// What an order can be refused for. PROTOCOL, section 2.
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

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route {
            method: Method::POST,
            path: "/v1/orders",
            access: Access::roles(PLACE, place),
            operation: Operation::new("place_order", "Orders", "Place an order"),
        },
        Route {
            method: Method::GET,
            path: "/v1/orders/{id}",
            access: Access::roles(Role::ALL, get),
            operation: Operation::new("get_order", "Orders", "One order"),
        },
    ]
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
    let order = match newest(&restaurant.head(), done.seq) {
        Some(order) => order,
        None => Arc::new(as_placed(&call, &restaurant, done.seq).await?),
    };
    let mut response = answer(StatusCode::CREATED, &order);
    if let Ok(location) = HeaderValue::try_from(format!("/v1/orders/{}", order.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

async fn get(call: Call) -> Answer {
    let id = call.order_id()?;
    let restaurant = call.restaurant().await?;
    let order = find(&call, &restaurant, id).await?;
    Ok(answer(StatusCode::OK, &order))
}

/// The order of that id, wherever it is.
pub(super) async fn find(
    call: &Call,
    restaurant: &Restaurant,
    id: OrderId,
) -> Result<Arc<Order>, Problem> {
    if let Some(order) = restaurant.head().orders.get(&id) {
        return Ok(order.clone());
    }
    let archived = call.app.archive.closed_order(restaurant.id(), id).await?;
    let order = archived.ok_or_else(|| Problem::unknown_order(&id.to_string()))?;
    Ok(Arc::new(order))
}

/// The order that the event `seq` placed. Ids sort by time, so it is among the last.
fn newest(head: &State, seq: u64) -> Option<Arc<Order>> {
    let mut orders = head.orders.values().rev();
    orders.find(|order| order.seq == seq).cloned()
}

/// The order as it was when the event `seq` placed it: the fold of that event alone.
pub(super) async fn as_placed(
    call: &Call,
    restaurant: &Restaurant,
    seq: u64,
) -> Result<Order, Problem> {
    let event = call.app.archive.event(restaurant.id(), seq).await?;
    let order = event.and_then(|event| {
        let record = kitchens::record(&event).ok()?;
        let mut state = State {
            seq: seq.checked_sub(1)?,
            ..State::default()
        };
        state.apply(&record).ok()?;
        let order = state.orders.values().next()?;
        Some(Order::clone(order))
    });
    order.ok_or_else(|| {
        tracing::error!(restaurant = %restaurant.id(), seq, "no order was placed by that event");
        Problem::internal()
    })
}

/// An order as an answer.
pub(super) fn answer(status: StatusCode, order: &Order) -> Response {
    (status, axum::Json(OrderBody::from(order))).into_response()
}

/// Marks an answer as given before.
pub(super) fn again(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
