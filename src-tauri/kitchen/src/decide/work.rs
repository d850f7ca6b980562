//! What cooks and the pass do: start, bump, serve, recall, fire, hold, rush, Heard.

use super::{Moment, closed, with_consequence};
use crate::{
    Event, HeedKind, Line, LineId, LineState, Order, OrderState, Refusal, RefusalCode, StationId,
    StationState,
};

fn find<'a>(order: &'a Order, id: &LineId, field: &str) -> Result<&'a Line, Refusal> {
    order.line(id).ok_or_else(|| {
        let message = format!("Order {} has no line {id}.", order.number);
        Refusal::at(RefusalCode::UnknownLine, field, message)
    })
}

fn not_here(line: &Line, station: &StationId, field: &str) -> Refusal {
    let message = format!("{} is not made at \"{station}\".", line.name);
    Refusal::at(RefusalCode::UnknownLine, field, message)
}

fn held(line: &Line, field: &str) -> Refusal {
    let message = format!("{} is on hold. Fire its course first.", line.name);
    Refusal::at(RefusalCode::LineHeld, field, message)
}

fn gone(line: &Line, field: &str) -> Refusal {
    let how = match line.state() {
        LineState::Voided => "voided",
        LineState::Served => "served",
        _ => "done",
    };
    Refusal::at(
        RefusalCode::LineClosed,
        field,
        format!("{} is {how}.", line.name),
    )
}

/// Somebody begins to make a line.
pub(super) fn start(
    order: &Order,
    id: &LineId,
    station: Option<&StationId>,
) -> Result<Vec<Event>, Refusal> {
    let line = find(order, id, "/line")?;
    match line.state() {
        LineState::Held => return Err(held(line, "/line")),
        LineState::Voided | LineState::Served | LineState::Ready => {
            return Err(gone(line, "/line"));
        }
        LineState::Queued | LineState::Started => {}
    }
    if let Some(station) = station
        && line.at(station).is_none()
    {
        return Err(not_here(line, station, "/station"));
    }
    let stations: Vec<StationId> = line
        .stations
        .iter()
        .filter(|part| part.state == StationState::Queued)
        .filter(|part| station.is_none_or(|station| part.station == *station))
        .map(|part| part.station.clone())
        .collect();
    if stations.is_empty() {
        return Ok(vec![]);
    }
    Ok(vec![Event::LineStarted {
        order: order.id,
        line: line.id.clone(),
        stations,
    }])
}

/// Lines are done at a station.
pub(super) fn bump(
    order: &Order,
    station: &StationId,
    asked: Option<&[LineId]>,
    moment: &Moment,
) -> Result<Vec<Event>, Refusal> {
    if order.state == OrderState::Cancelled {
        return Err(closed(order));
    }
    let open = |line: &Line| {
        line.at(station).is_some_and(|part| {
            matches!(line.state_at(part), LineState::Queued | LineState::Started)
        })
    };
    for (index, id) in asked.unwrap_or_default().iter().enumerate() {
        let field = format!("/lines/{index}");
        let line = find(order, id, &field)?;
        let part = line
            .at(station)
            .ok_or_else(|| not_here(line, station, &field))?;
        match line.state_at(part) {
            LineState::Held => return Err(held(line, &field)),
            LineState::Voided => return Err(gone(line, &field)),
            // Done or served already: what was wanted is true.
            _ => {}
        }
    }
    let lines: Vec<LineId> = order
        .lines
        .iter()
        .filter(|line| open(line) && asked.is_none_or(|asked| asked.contains(&line.id)))
        .map(|line| line.id.clone())
        .collect();
    if let Some(heed) = order.heeds_at(station).next() {
        let what = match heed.kind {
            HeedKind::Void => "A line was voided.",
            HeedKind::Cancel => "The order was cancelled.",
            HeedKind::Allergy => "An allergy was added.",
        };
        let message = format!("{what} Say Heard first.");
        return Err(Refusal::new(RefusalCode::ChangeNotAcknowledged, message));
    }
    if lines.is_empty() {
        let here = order.wanted().filter(|line| line.at(station).is_some());
        return nothing_to_do(here, asked);
    }
    let station = Some(station.clone());
    let bumped = Event::LinesBumped {
        order: order.id,
        station,
        lines,
    };
    Ok(with_consequence(order, bumped, moment))
}

/// Whether having nothing to bump is right (somebody else was quicker), or all of it waits.
fn nothing_to_do<'a>(
    mut lines: impl Iterator<Item = &'a Line>,
    asked: Option<&[LineId]>,
) -> Result<Vec<Event>, Refusal> {
    match lines.next() {
        Some(first) if asked.is_none() && first.held && lines.all(|line| line.held) => {
            Err(held(first, "/order"))
        }
        _ => Ok(vec![]),
    }
}

/// The pass gives lines to the guest. It may give what no station has bumped: whoever
/// stands there sees the plate.
pub(super) fn serve(
    order: &Order,
    asked: Option<&[LineId]>,
    moment: &Moment,
) -> Result<Vec<Event>, Refusal> {
    if order.state == OrderState::Cancelled {
        return Err(closed(order));
    }
    for (index, id) in asked.unwrap_or_default().iter().enumerate() {
        let field = format!("/lines/{index}");
        let line = find(order, id, &field)?;
        match line.state() {
            LineState::Held => return Err(held(line, &field)),
            LineState::Voided => return Err(gone(line, &field)),
            _ => {}
        }
    }
    let wanted = |line: &Line| asked.is_none_or(|asked| asked.contains(&line.id));
    let can_go = |line: &Line| {
        !matches!(
            line.state(),
            LineState::Held | LineState::Voided | LineState::Served
        )
    };
    let lines: Vec<LineId> = order
        .lines
        .iter()
        .filter(|line| can_go(line) && wanted(line))
        .map(|line| line.id.clone())
        .collect();
    if lines.is_empty() {
        return nothing_to_do(order.wanted(), asked);
    }
    let served = Event::LinesBumped {
        order: order.id,
        station: None,
        lines,
    };
    Ok(with_consequence(order, served, moment))
}

/// The last bump is taken back, or that of the lines named.
pub(super) fn recall(
    order: &Order,
    station: Option<&StationId>,
    asked: Option<&[LineId]>,
    moment: &Moment,
) -> Result<Vec<Event>, Refusal> {
    if order.state == OrderState::Cancelled {
        return Err(closed(order));
    }
    // The event by which a line left this place.
    let left = |line: &Line| match station {
        Some(station) => line.at(station).and_then(|part| part.bump_seq),
        None => line.serve_seq,
    };
    for (index, id) in asked.unwrap_or_default().iter().enumerate() {
        find(order, id, &format!("/lines/{index}"))?;
    }
    let last = order.wanted().filter_map(left).max();
    let lines: Vec<LineId> = order
        .wanted()
        .filter(|line| match asked {
            Some(asked) => asked.contains(&line.id) && left(line).is_some(),
            None => last.is_some() && left(line) == last,
        })
        .map(|line| line.id.clone())
        .collect();
    if lines.is_empty() {
        let message = format!("Nothing of order {} was bumped here.", order.number);
        return Err(Refusal::new(RefusalCode::NothingToRecall, message));
    }
    let recalled = Event::LinesRecalled {
        order: order.id,
        station: station.cloned(),
        lines,
    };
    Ok(with_consequence(order, recalled, moment))
}

fn course_lines(order: &Order, course: u8) -> Result<Vec<&Line>, Refusal> {
    let lines: Vec<&Line> = order
        .wanted()
        .filter(|line| line.course == course)
        .collect();
    if lines.is_empty() {
        let message = format!("Order {} has no course {course}.", order.number);
        return Err(Refusal::at(RefusalCode::UnknownCourse, "/course", message));
    }
    Ok(lines)
}

/// A course is to be made now.
pub(super) fn fire(order: &Order, course: u8) -> Result<Vec<Event>, Refusal> {
    let waits = course_lines(order, course)?.iter().any(|line| line.held);
    Ok(if waits {
        vec![Event::CourseFired {
            order: order.id,
            course,
        }]
    } else {
        vec![]
    })
}

/// A course is to wait, if nobody has begun it.
pub(super) fn hold(order: &Order, course: u8) -> Result<Vec<Event>, Refusal> {
    let lines = course_lines(order, course)?;
    let begun = |line: &&Line| !matches!(line.state(), LineState::Queued | LineState::Held);
    if lines.iter().any(begun) {
        let message = format!("Course {course} of order {} is begun.", order.number);
        return Err(Refusal::at(RefusalCode::CourseStarted, "/course", message));
    }
    let all_wait = lines.iter().all(|line| line.held);
    Ok(if all_wait {
        vec![]
    } else {
        vec![Event::CourseHeld {
            order: order.id,
            course,
        }]
    })
}

/// An order is in a hurry, or no longer.
pub(super) fn rush(order: &Order, on: bool) -> Result<Vec<Event>, Refusal> {
    Ok(if order.rush == on {
        vec![]
    } else {
        vec![Event::OrderRushed {
            order: order.id,
            on,
        }]
    })
}

/// A station has Heard what changed.
pub(super) fn acknowledge(order: &Order, station: &StationId) -> Vec<Event> {
    if order.heeds_at(station).next().is_none() {
        return vec![];
    }
    vec![Event::ChangeAcknowledged {
        order: order.id,
        station: station.clone(),
    }]
}
