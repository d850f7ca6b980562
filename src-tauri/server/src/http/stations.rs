//! Stations, and how much each has to do.

use super::{
    call::Call,
    openapi::Operation,
    route::{Access, Answer, Route},
};
use crate::auth::Role;
use axum::{http::Method, response::IntoResponse};
use kitchen::{StationId, view};
use serde::Serialize;

#[derive(Serialize)]
struct Stations<'a> {
    stations: Vec<Station<'a>>,
}

#[derive(Serialize)]
struct Station<'a> {
    id: &'a StationId,
    name: &'a str,
    open_tickets: usize,
}

/// `GET /v1/stations`.
pub(super) fn routes() -> Vec<Route> {
    let operation = Operation::new(
        "list_stations",
        "Kitchen",
        "Stations with open-ticket counts",
    )
    .says("In the menu's order; none where there is no menu yet.")
    .gives(200, "The stations.", "StationList");
    vec![Route {
        method: Method::GET,
        path: "/v1/stations",
        access: Access::roles(Role::ALL, list),
        operation,
    }]
}

async fn list(call: Call) -> Answer {
    let head = call.restaurant().await?.head();
    let stations = head.menu.iter().flat_map(|menu| &menu.stations);
    let stations = stations.map(|station| Station {
        id: &station.id,
        name: &station.name,
        open_tickets: head
            .orders
            .values()
            .filter(|order| view::has_ticket(order, &station.id))
            .count(),
    });
    let stations = stations.collect();
    Ok(axum::Json(Stations { stations }).into_response())
}
