//! Orders are looked at, one or page by page. Open ones are in memory; the rest is on disk.

use super::{answer, find};
use crate::{
    auth::Role,
    http::{
        call::Call,
        openapi::Operation,
        order::OrderBody,
        query::Query,
        route::{Access, Answer, Route},
    },
};
use axum::{
    http::{Method, StatusCode},
    response::IntoResponse,
};
use kitchen::{Order, OrderState, State};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// The longest page. PROTOCOL, section 2.
const PAGE_MAX: u64 = 500;

/// The page of a client that does not say.
const PAGE: u64 = 100;

/// Which orders.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    state: Option<OrderState>,
    archived: &'static [&'static str],
}

const ANY: Wanted = Wanted {
    state: None,
    archived: &["completed", "cancelled"],
};

/// The words of `state`.
const STATES: &[(&str, Wanted)] = &[
    (
        "open",
        Wanted {
            state: Some(OrderState::Open),
            archived: &[],
        },
    ),
    (
        "ready",
        Wanted {
            state: Some(OrderState::Ready),
            archived: &[],
        },
    ),
    (
        "completed",
        Wanted {
            state: Some(OrderState::Completed),
            archived: &["completed"],
        },
    ),
    (
        "cancelled",
        Wanted {
            state: Some(OrderState::Cancelled),
            archived: &["cancelled"],
        },
    ),
];

#[derive(Serialize)]
struct Page<'a> {
    orders: Vec<OrderBody<'a>>,
    next_cursor: Option<String>,
}

/// `GET /v1/orders`.
pub(super) fn route() -> Route {
    let states: Vec<&str> = STATES.iter().map(|(word, _)| *word).collect();
    let operation = Operation::new("list_orders", "Orders", "Orders, page by page")
        .says(
            "In the order they were placed, the newest last. `next_cursor` is the `cursor` of the \
             next page, and `null` on the last one.",
        )
        .query(
            "state",
            json!({"type": "string", "enum": states}),
            "Only orders in this state; all, where it is left out.",
        )
        .query(
            "cursor",
            json!({"type": "string"}),
            "The `next_cursor` of the page before.",
        )
        .query(
            "limit",
            json!({"type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": PAGE}),
            "Orders of one page at most.",
        )
        .gives(200, "A page of orders.", "OrderPage");
    Route {
        method: Method::GET,
        path: "/v1/orders",
        access: Access::roles(Role::ALL, list),
        operation,
    }
}

/// `GET /v1/orders/{id}`.
pub(super) fn route_of_one() -> Route {
    let operation = Operation::new("get_order", "Orders", "One order")
        .path(
            "id",
            json!({"type": "string", "format": "uuid"}),
            "The order's `id`.",
        )
        .gives(200, "The order as it stands.", "Order")
        .refuses_each(&[kitchen::RefusalCode::UnknownOrder]);
    Route {
        method: Method::GET,
        path: "/v1/orders/{id}",
        access: Access::roles(Role::ALL, get),
        operation,
    }
}

async fn get(call: Call) -> Answer {
    let id = call.order_id()?;
    let restaurant = call.restaurant().await?;
    let order = find(&call, &restaurant, id).await?;
    Ok(answer(StatusCode::OK, &order))
}

async fn list(call: Call) -> Answer {
    let query = Query::of(&call.uri)?;
    let wanted = query.word("state", STATES)?.unwrap_or(ANY);
    let after = query.number("cursor", 0..=i64::MAX as u64)?.unwrap_or(0);
    let limit = query.number("limit", 1..=PAGE_MAX)?.unwrap_or(PAGE);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let restaurant = call.restaurant().await?;
    // One more than the page says whether there is another. The disk first: what is closed in
    // between is then seen twice, and never not at all.
    let (id, states) = (restaurant.id(), wanted.archived);
    let archive = &call.app.archive;
    let archived = match states {
        [] => Vec::new(),
        states => archive.closed_orders(id, states, after, limit + 1).await?,
    };
    let head = restaurant.head();
    let mut orders = in_memory(&head, wanted, after, limit + 1);
    let more_on_disk = archived.len() > limit;
    let only_on_disk = archived
        .into_iter()
        .filter(|order| !head.orders.contains_key(&order.id));
    orders.extend(only_on_disk.map(Arc::new));
    orders.sort_unstable_by_key(|order| order.seq);
    let more = more_on_disk || orders.len() > limit;
    orders.truncate(limit);
    let page = Page {
        next_cursor: orders
            .last()
            .filter(|_| more)
            .map(|last| last.seq.to_string()),
        orders: orders
            .iter()
            .map(|order| OrderBody::from(&**order))
            .collect(),
    };
    Ok(axum::Json(page).into_response())
}

/// The first `most` orders of the state that were placed after the event `after`, in any order.
fn in_memory(head: &State, wanted: Wanted, after: u64, most: usize) -> Vec<Arc<Order>> {
    let fits = |order: &&Arc<Order>| {
        order.seq > after && wanted.state.is_none_or(|state| order.state == state)
    };
    let mut found: Vec<&Arc<Order>> = head.orders.values().filter(fits).collect();
    if found.len() > most {
        found.select_nth_unstable_by_key(most, |order| order.seq);
        found.truncate(most);
    }
    found.into_iter().cloned().collect()
}
