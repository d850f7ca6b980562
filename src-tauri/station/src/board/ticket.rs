//! One order's part at one station.

use super::line;
use crate::{courses, print, scene::Scene};
use kitchen::{HeedKind, Line, LineState, Order, StationId, UnixMs, view::is_open_at};
use wire::view::{Blocked, CourseView, TicketView};

/// When the clock of a ticket begins of which nothing is fired yet: not before the last instant
/// that RFC 3339 can write. Until then its age is nothing, and it cannot be late.
pub const NOT_BEGUN_MS: UnixMs = 253_402_300_799_999;

/// The ticket of `order` at `station`.
pub fn ticket(scene: &Scene<'_>, order: &Order, station: &StationId) -> TicketView {
    let shown: Vec<&Line> = order
        .lines
        .iter()
        .filter(|line| is_shown(order, line, station))
        .collect();
    let wanted = || shown.iter().copied().filter(|line| !line.voided);
    let open = || wanted().filter(|line| is_open_at(line, station));
    let blocked = blocked(order, station);
    let is_waiting = open().next().is_some() && open().all(|line| line.held);
    let began = if is_waiting {
        NOT_BEGUN_MS
    } else {
        let fired = open().filter_map(|line| line.fired_at_ms).min();
        fired.unwrap_or(order.placed_at_ms)
    };
    TicketView {
        order: order.id.to_string(),
        number: order.number,
        service: print::service(&order.service),
        source: print::source(order.source),
        since_ms: began,
        target_ms: match open().next() {
            Some(_) => print::target_ms(open()),
            None => print::target_ms(shown.iter().copied()),
        },
        placed_at_ms: order.placed_at_ms,
        rush: order.rush,
        allergies: print::allergies(wanted()),
        allergy_added: has_heed(order, station, HeedKind::Allergy),
        cancelled: blocked == Some(Blocked::Cancelled),
        recalled_from_ms: open()
            .filter_map(|line| line.at(station)?.recalled_from_ms)
            .max(),
        note: order.note.clone(),
        courses: parts(scene, order, &shown, station),
        blocked,
        complete: blocked != Some(Blocked::Cancelled) && open().next().is_none(),
        refused: scene.refusal_of(order.id),
    }
}

/// Made here and not yet with the guest. What was voided is shown until it is Heard.
fn is_shown(order: &Order, line: &Line, station: &StationId) -> bool {
    let Some(part) = line.at(station) else {
        return false;
    };
    match line.state_at(part) {
        LineState::Served => false,
        LineState::Voided => order
            .heeds_at(station)
            .any(|heed| heed.kind == HeedKind::Void && heed.line.as_ref() == Some(&line.id)),
        _ => true,
    }
}

fn has_heed(order: &Order, station: &StationId, kind: HeedKind) -> bool {
    order.heeds_at(station).any(|heed| heed.kind == kind)
}

/// The gravest of what has not been Heard.
fn blocked(order: &Order, station: &StationId) -> Option<Blocked> {
    [
        (HeedKind::Cancel, Blocked::Cancelled),
        (HeedKind::Void, Blocked::Void),
        (HeedKind::Allergy, Blocked::Allergy),
    ]
    .into_iter()
    .find(|(kind, _)| has_heed(order, station, *kind))
    .map(|(_, blocked)| blocked)
}

/// The lines by course, the first course first.
fn parts(
    scene: &Scene<'_>,
    order: &Order,
    shown: &[&Line],
    station: &StationId,
) -> Vec<CourseView> {
    let titled = print::has_courses(order);
    let mut numbers: Vec<u8> = shown.iter().map(|line| line.course).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let part = |course: u8| {
        let lines: Vec<&Line> = shown
            .iter()
            .copied()
            .filter(|line| line.course == course)
            .collect();
        CourseView {
            course,
            title: titled.then(|| courses::title(scene.state.menu.as_deref(), order, course)),
            held: lines.iter().any(|line| line.held && !line.voided),
            lines: lines
                .iter()
                .map(|shown| line::line(shown, station))
                .collect(),
        }
    };
    numbers.into_iter().map(part).collect()
}
