//! The whole picture of one place.

use crate::{board, expo, facts, gone, places, scene::Scene};
use kitchen::{StationId, view};
use wire::view::{AllDayRow, Facts, LinkView, Place, Screen, SpokenView};

/// Draws a place. The version is the window's to count; it is 0 here.
pub fn screen(scene: &Scene<'_>, link: LinkView, clock_offset_ms: i64) -> Screen {
    let mut screen = bare(scene, link, clock_offset_ms);
    let station = match scene.place {
        // What is shown there is no order that is being made.
        Place::Counter { .. } => return screen,
        Place::Expo => None,
        Place::Board { .. } => scene.station(),
    };
    match &station {
        Some(station) => screen.tickets = board::tickets(scene, station),
        None => screen.strips = expo::strips(scene),
    }
    let stays = gone::stays(scene);
    screen.facts = facts::facts(scene, &screen.tickets, &screen.strips, &stays);
    screen.gone = gone::gone(scene, &stays);
    screen.all_day = all_day(scene, station.as_ref());
    screen
}

/// What every place shows.
fn bare(scene: &Scene<'_>, link: LinkView, clock_offset_ms: i64) -> Screen {
    Screen {
        version: 0,
        place: scene.place.clone(),
        title: places::title(scene.state, scene.place),
        clock_offset_ms,
        link,
        places: places::places(scene.state),
        facts: Facts::default(),
        tickets: Vec::new(),
        strips: Vec::new(),
        gone: Vec::new(),
        all_day: Vec::new(),
        unavailable: unavailable(scene),
        counter: None,
        menu: None,
        talk: None,
        meter: None,
        spoken: SpokenView::default(),
    }
}

fn all_day(scene: &Scene<'_>, station: Option<&StationId>) -> Vec<AllDayRow> {
    let row = |row: view::AllDay| AllDayRow {
        key: match &row.size {
            Some(size) => format!("{}/{size}", row.item),
            None => row.item.to_string(),
        },
        name: row.name,
        count: row.count,
        details: row
            .details
            .into_iter()
            .map(|(how, count)| format!("{count} {how}"))
            .collect(),
        on_hold: row.on_hold,
    };
    view::all_day(scene.state, station)
        .into_iter()
        .map(row)
        .collect()
}

/// The 86 list, in menu order.
fn unavailable(scene: &Scene<'_>) -> Vec<String> {
    let items = scene.state.menu.iter().flat_map(|menu| &menu.items);
    items
        .filter(|item| !scene.state.availability_of(&item.id, scene.now_ms).0)
        .map(|item| item.kitchen_name.to_string())
        .collect()
}
