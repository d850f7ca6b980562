//! What a spoken command would do now, and how it is taken back: as the kitchen itself decides.

use crate::press::{Errand, Press, Said};
use crate::words;
use kitchen::{Command, Event, Moment, OrderId, State, UnixMs, decide};
use uuid::Uuid;
use wire::ErrorCode;
use wire::view::Place;

/// How something is taken back.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// As a finger takes a bump of this order back.
    Bump(OrderId),
    /// By its opposite.
    Command(Command),
}

impl Undo {
    /// The errand that takes back at `place` what its strip, `key`, shows as `says`.
    pub fn errand(self, key: u64, says: &str, place: &Place) -> Errand {
        let place = place.clone();
        let press = match self {
            Self::Bump(order) => Press::Undo { place, order },
            Self::Command(command) => Press::Command { place, command },
        };
        let lost = format!("Not taken back: {says}.");
        let said = Some(Said { key, lost });
        Errand { press, said }
    }
}

/// Why nothing would come of it, in a cook's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Useless(pub &'static str);

/// How `command` would be taken back if it were carried out in `state` now.
///
/// # Errors
/// [`Useless`] where the kitchen would refuse it, or nothing would change.
pub fn undo_of(state: &State, command: &Command, now_ms: UnixMs) -> Result<Undo, Useless> {
    let moment = Moment {
        now_ms,
        // Only new orders have a day and an id, and those are not spoken to a board.
        day: state.day,
        order_id: OrderId(Uuid::nil()),
    };
    let events = decide(state, command, &moment)
        .map_err(|refusal| Useless(words::refusal(ErrorCode::Refused(refusal.code))))?;
    let undo = events.iter().find_map(|event| opposite(state, event));
    undo.ok_or(Useless("That is so already."))
}

/// What takes an event back.
fn opposite(state: &State, event: &Event) -> Option<Undo> {
    Some(match event {
        Event::LinesBumped { order, .. } => Undo::Bump(*order),
        Event::LinesRecalled {
            order,
            station,
            lines,
        } => Undo::Command(Command::Bump {
            order: *order,
            station: station.clone(),
            lines: Some(lines.clone()),
        }),
        Event::OrderRushed { order, on } => Undo::Command(Command::Rush {
            order: *order,
            on: !on,
        }),
        Event::CourseFired { order, course } => Undo::Command(Command::HoldCourse {
            order: *order,
            course: *course,
        }),
        Event::CourseHeld { order, course } => Undo::Command(Command::FireCourse {
            order: *order,
            course: *course,
        }),
        Event::AvailabilityChanged { item, .. } => {
            let before = state.availability.get(item);
            let of_menu = || state.menu.as_ref().and_then(|menu| menu.item(item));
            let (available, until_ms, remaining) = match before {
                Some(said) => (said.available, said.until_ms, said.remaining),
                None => (of_menu().is_some_and(|item| item.available), None, None),
            };
            Undo::Command(Command::SetAvailability {
                item: item.clone(),
                available,
                until_ms,
                remaining,
            })
        }
        _ => return None,
    })
}
