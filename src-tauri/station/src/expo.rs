//! The pass: one strip per open order.

use crate::{courses, print, scene::Scene};
use kitchen::{Line, LineState, Order, StationId, StationState, UnixMs, view};
use wire::view::{NextCourse, Segment, StripStation, StripView};

/// The strips, in reading order: as the orders were placed.
pub fn strips(scene: &Scene<'_>) -> Vec<StripView> {
    let stations: Vec<StationId> = scene
        .state
        .menu
        .iter()
        .flat_map(|menu| &menu.stations)
        .map(|station| station.id.clone())
        .collect();
    view::orders_at_pass(scene.state)
        .into_iter()
        .map(|order| strip(scene, order, &stations))
        .collect()
}

fn strip(scene: &Scene<'_>, order: &Order, stations: &[StationId]) -> StripView {
    let ready_since_ms = ready_since_ms(order);
    StripView {
        order: order.id.to_string(),
        number: order.number,
        service: print::service(&order.service),
        source: print::source(order.source),
        since_ms: order.placed_at_ms,
        target_ms: print::target_ms(order.wanted()),
        promised_at_ms: order.promised_at_ms,
        rush: order.rush,
        allergies: print::allergies(order.wanted()),
        changed: order
            .wanted()
            .any(|line| (line.was.is_some() || line.added) && is_open(line)),
        stations: stations
            .iter()
            .map(|station| StripStation {
                station: station.to_string(),
                segments: segments(order, station),
            })
            .collect(),
        waiting: print::items(order.wanted().filter(|line| is_being_made(line))),
        on_hold: print::items(order.wanted().filter(|line| is_held(line))),
        ready_since_ms,
        whole: ready_since_ms.is_some() && !order.wanted().any(is_held),
        next_course: next_course(scene, order),
        refused: scene.refusal_of(order.id),
    }
}

fn is_held(line: &Line) -> bool {
    line.state() == LineState::Held
}

fn is_being_made(line: &Line) -> bool {
    matches!(line.state(), LineState::Queued | LineState::Started)
}

fn is_open(line: &Line) -> bool {
    is_held(line) || is_being_made(line)
}

/// One piece per line made there, in the lines' order.
fn segments(order: &Order, station: &StationId) -> Vec<Segment> {
    let piece = |line: &Line| {
        let part = line.at(station)?;
        Some(match line.state_at(part) {
            LineState::Held => Segment::Held,
            LineState::Queued | LineState::Started => Segment::Open,
            LineState::Ready | LineState::Served | LineState::Voided => Segment::Done,
        })
    };
    order.wanted().filter_map(piece).collect()
}

/// Since when everything that was fired, and is not served, is here.
fn ready_since_ms(order: &Order) -> Option<UnixMs> {
    if order.wanted().any(is_being_made) {
        return None;
    }
    order
        .wanted()
        .filter(|line| line.state() == LineState::Ready)
        .map(|line| came_ms(line).unwrap_or(order.placed_at_ms))
        .max()
}

/// When the last station bumped the line. A line without stations is here from the start.
fn came_ms(line: &Line) -> Option<UnixMs> {
    line.stations
        .iter()
        .filter(|part| part.state == StationState::Ready)
        .filter_map(|part| part.bumped_at_ms)
        .max()
}

fn next_course(scene: &Scene<'_>, order: &Order) -> Option<NextCourse> {
    let course = order
        .wanted()
        .filter(|line| is_held(line))
        .map(|line| line.course)
        .min()?;
    let title = courses::title(scene.state.menu.as_deref(), order, course);
    Some(NextCourse {
        course,
        title: title.to_lowercase(),
    })
}
