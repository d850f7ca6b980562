//! Orders: placed, looked at, changed.

mod change;
mod list;
mod place;

pub(super) use place::{as_placed, newest};

use super::{
    call::Call,
    order::OrderBody,
    problem::{Problem, REPLAYED},
    route::Route,
};
use crate::kitchens::Restaurant;
use axum::{
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use kitchen::{Order, OrderId};
use std::sync::Arc;

/// Their routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        place::route(),
        list::route(),
        list::route_of_one(),
        change::route_to_amend(),
        change::route_to_cancel(),
    ]
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

/// An order as an answer.
fn answer(status: StatusCode, order: &Order) -> Response {
    (status, axum::Json(OrderBody::from(order))).into_response()
}

/// Marks an answer as given before.
pub(super) fn again(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
