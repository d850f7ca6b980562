//! The places a window can be turned to, and what they are called.

use kitchen::{State, StationId, view};
use wire::view::{Place, PlaceChoice};

/// What the bar calls the pass.
const EXPO: &str = "Expo";

/// Every station of the menu in its order, then the pass, each with its open tickets.
pub fn places(state: &State) -> Vec<PlaceChoice> {
    let Some(menu) = &state.menu else {
        return Vec::new();
    };
    let board = |station: &kitchen::menu::Station| PlaceChoice {
        place: board(&station.id),
        name: station.name.clone(),
        open: open_at(state, &station.id),
    };
    let pass = PlaceChoice {
        place: Place::Expo,
        name: EXPO.to_owned(),
        open: count(view::orders_at_pass(state).len()),
    };
    menu.stations.iter().map(board).chain([pass]).collect()
}

/// The place a window shows that nobody has placed: the menu's first station.
pub fn first(state: &State) -> Option<Place> {
    let menu = state.menu.as_ref()?;
    menu.stations.first().map(|station| board(&station.id))
}

/// What the bar calls a place. A station that the menu has lost keeps its id for a name.
pub fn title(state: &State, place: &Place) -> String {
    let station = match place {
        Place::Board { station } => station,
        Place::Expo => return EXPO.to_owned(),
        Place::Counter { counter } => return format!("Counter {counter}"),
    };
    let known = state
        .menu
        .as_ref()
        .and_then(|menu| menu.station(&StationId::from(station.as_str())));
    known.map_or_else(|| station.clone(), |station| station.name.clone())
}

fn board(station: &StationId) -> Place {
    Place::Board {
        station: station.to_string(),
    }
}

fn open_at(state: &State, station: &StationId) -> u32 {
    let orders = state.orders.values();
    count(
        orders
            .filter(|order| view::has_ticket(order, station))
            .count(),
    )
}

/// Orders are bounded far below `u32`.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
