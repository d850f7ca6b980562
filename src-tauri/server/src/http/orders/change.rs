//! An order that is being made changes, or is not wanted any more.

use super::{again, answer, find};
use crate::{
    auth::Role,
    http::{
        call::{Call, Done},
        openapi::Operation,
        problem::Problem,
        route::{Access, Answer, Route},
    },
    kitchens::{Once, Restaurant},
};
use axum::http::{Method, StatusCode};
use kitchen::{AmendOrder, Command, OrderId, RefusalCode};
use serde::Deserialize;
use serde_json::json;
use wire::ErrorCode;

/// Who may change orders. PROTOCOL, section 1.
const CHANGE: &[Role] = &[Role::Pos, Role::Operator];

/// What an amendment can be refused for: as an order, and because of what has become of it.
const REFUSALS: &[RefusalCode] = &[
    RefusalCode::UnknownOrder,
    RefusalCode::OrderClosed,
    RefusalCode::NothingToAmend,
    RefusalCode::UnknownLine,
    RefusalCode::LineClosed,
    RefusalCode::UnknownItem,
    RefusalCode::ItemUnavailable,
    RefusalCode::UnknownModifier,
    RefusalCode::ModifierNotOffered,
    RefusalCode::ChoiceRequired,
    RefusalCode::TooManyChoices,
    RefusalCode::SizeRequired,
    RefusalCode::UnknownSize,
    RefusalCode::QuantityOutOfRange,
    RefusalCode::TooManyLines,
    RefusalCode::TextTooLong,
    RefusalCode::ValueOutOfRange,
];

/// Why an order is not wanted any more.
#[derive(Debug, Default, Deserialize)]
struct Cancel {
    #[serde(default)]
    reason: Option<String>,
}

/// `POST /v1/orders/{id}/amend`.
pub(super) fn route_to_amend() -> Route {
    let operation = Operation::new("amend_order", "Orders", "Add, change, void lines")
        .says(
            "All of it or nothing. In `change`, a field that is left out stays as it was, and one \
             that is `null` goes. What is voided must be acknowledged by the stations that make \
             it.",
        )
        .path(
            "id",
            json!({"type": "string", "format": "uuid"}),
            "The order's `id`.",
        )
        .once()
        .takes("Amendment")
        .example(
            "one more, one changed, one gone",
            json!({"add": [{"item": "fries", "size": "large"}],
                   "change": [{"line": "1", "quantity": 3, "note": null}],
                   "void": ["2"]}),
        )
        .gives(200, "The order as it is now.", "Order")
        .with(
            "Idempotent-Replayed",
            "`true` where it was amended before, under the same key.",
        )
        .refuses_each(REFUSALS);
    Route {
        method: Method::POST,
        path: "/v1/orders/{id}/amend",
        access: Access::roles(CHANGE, amend),
        operation,
    }
}

/// `POST /v1/orders/{id}/cancel`.
pub(super) fn route_to_cancel() -> Route {
    let operation = Operation::new("cancel_order", "Orders", "Cancel an order")
        .says("The stations that make it must acknowledge it.")
        .path(
            "id",
            json!({"type": "string", "format": "uuid"}),
            "The order's `id`.",
        )
        .once()
        .takes("Cancellation")
        .optional()
        .example("with a reason", json!({"reason": "The guest left."}))
        .gives(200, "The order as it is now.", "Order")
        .with(
            "Idempotent-Replayed",
            "`true` where it was cancelled before, under the same key.",
        )
        .refuses_each(&[
            RefusalCode::UnknownOrder,
            RefusalCode::OrderClosed,
            RefusalCode::TextTooLong,
        ]);
    Route {
        method: Method::POST,
        path: "/v1/orders/{id}/cancel",
        access: Access::roles(CHANGE, cancel),
        operation,
    }
}

async fn amend(call: Call) -> Answer {
    let once = call.once()?;
    let order = call.order_id()?;
    let amend: AmendOrder = call.json()?;
    change(&call, order, Command::AmendOrder { order, amend }, once).await
}

async fn cancel(call: Call) -> Answer {
    let once = call.once()?;
    let order = call.order_id()?;
    let Cancel { reason } = match call.body.is_empty() {
        true => Cancel::default(),
        false => call.json()?,
    };
    change(&call, order, Command::CancelOrder { order, reason }, once).await
}

async fn change(call: &Call, id: OrderId, command: Command, once: Once) -> Answer {
    let restaurant = call.restaurant().await?;
    let done = match call.submit(&restaurant, command, once).await {
        Ok(done) => done,
        Err(problem) => return Err(in_the_archive(call, &restaurant, id, problem).await),
    };
    let Done { replayed, .. } = done;
    let order = find(call, &restaurant, id).await?;
    let response = answer(StatusCode::OK, &order);
    Ok(if replayed { again(response) } else { response })
}

/// The kitchen knows nothing of what was closed long ago; it is closed all the same.
async fn in_the_archive(
    call: &Call,
    restaurant: &Restaurant,
    id: OrderId,
    problem: Problem,
) -> Problem {
    if problem.code() != ErrorCode::Refused(RefusalCode::UnknownOrder) {
        return problem;
    }
    match find(call, restaurant, id).await {
        Ok(order) => {
            let detail = format!("Order {} is closed.", order.number);
            Problem::new(RefusalCode::OrderClosed.into(), detail)
        }
        // The order stands in the address, which no pointer reaches.
        Err(unknown) => unknown,
    }
}
