//! How long tickets took.

mod times;

use super::{
    call::Call,
    openapi::Operation,
    order::Instant,
    problem::Problem,
    query::Query,
    route::{Access, Answer, Route},
};
use crate::auth::Role;
use axum::{http::Method, response::IntoResponse};
use kitchen::UnixMs;
use serde::Serialize;
use serde_json::json;
use std::ops::ControlFlow;
use times::{By, Row, Times};

/// Who may read reports.
const READ: &[Role] = &[Role::Pos, Role::Operator];

/// The range of a report that names none.
const DAY_MS: i64 = 86_400_000;

/// The longest range: a quarter of a year.
const LONGEST_MS: i64 = 92 * DAY_MS;

/// How much later than its last ticket an order may be closed, and still be found: a till that
/// closes its orders at the end of the day.
const CLOSED_WITHIN_MS: i64 = DAY_MS;

#[derive(Serialize)]
struct Report {
    from: Instant,
    to: Instant,
    by: &'static str,
    rows: Vec<Row>,
}

/// `GET /v1/reports/ticket-times`.
pub(super) fn routes() -> Vec<Route> {
    let words: Vec<&str> = By::WORDS.iter().map(|(word, _)| *word).collect();
    let instant = json!({"type": "string", "format": "date-time"});
    let operation = Operation::new("ticket_times", "Reports", "How long tickets took")
        .says(
            "A ticket is an order's part at one station; its time is from when its first line was \
             fired to when its last one was bumped there. By `hour`, tickets are counted in \
             the hour they were done, keyed by its beginning; by `item`, each line is counted from \
             when it was fired to when the last of its stations bumped it.",
        )
        .query(
            "from",
            instant.clone(),
            "Tickets done from then on; a day before `to` if left out.",
        )
        .query("to", instant, "Tickets done before then; now if left out.")
        .query(
            "by",
            json!({"type": "string", "enum": words, "default": "station"}),
            "What to tell apart.",
        )
        .gives(200, "Counts and times.", "TicketTimes");
    vec![Route {
        method: Method::GET,
        path: "/v1/reports/ticket-times",
        access: Access::roles(READ, ticket_times),
        operation,
    }]
}

async fn ticket_times(call: Call) -> Answer {
    let query = Query::of(&call.uri)?;
    let by = query.word("by", By::WORDS)?.unwrap_or(By::Station);
    let (from, to) = range(&query, call.app.clock.now_ms())?;
    let restaurant = call.restaurant().await?;
    let head = restaurant.head();
    let mut times = Times::new(by, from..to);
    // What is in memory is counted from there, and on disk only what is not: so nothing is counted
    // twice, whatever is closed meanwhile.
    for order in head.orders.values() {
        times.count(order);
    }
    let until = to.saturating_add(CLOSED_WITHIN_MS);
    let archive = &call.app.archive;
    let folded = archive.fold_closed(restaurant.id(), from, until, times, move |times, order| {
        if !head.orders.contains_key(&order.id) {
            times.count(order);
        }
        match times.is_full() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    let times = folded.await?;
    if times.is_full() {
        return Err(Problem::parameter(
            "from",
            "Too many tickets; choose a shorter range.",
        ));
    }
    let report = Report {
        from: Instant(from),
        to: Instant(to),
        by: by.as_str(),
        rows: times.into_rows(),
    };
    Ok(axum::Json(report).into_response())
}

fn range(query: &Query, now: UnixMs) -> Result<(UnixMs, UnixMs), Problem> {
    let to = query.instant("to")?.unwrap_or(now);
    let from = query.instant("from")?.unwrap_or(to.saturating_sub(DAY_MS));
    if from >= to {
        return Err(Problem::parameter("from", "It must be before `to`."));
    }
    if to.saturating_sub(from) > LONGEST_MS {
        return Err(Problem::parameter("from", "At most 92 days."));
    }
    Ok((from, to))
}
