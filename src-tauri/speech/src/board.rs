//! What a cook says to a board: "bump table five", "eighty-six the salmon", "how many fries all day".
//!
//! Words in, what is wanted out, to be shown before it acts. It is pure, works for any menu and the
//! orders there are, and rather asks than guesses: whoever cooks has no time to undo.

pub mod ear;
mod item;
mod number;
mod order;
#[cfg(test)]
mod tests;

use kitchen::view::all_day;
use kitchen::{Command, Order, State, StationId};

use crate::lexicon::words::tokens;
use item::item;
use number::{course, number};
use order::{order, shown};

/// Where it is said.
#[derive(Debug, Clone, Copy)]
pub struct Board<'a> {
    /// The kitchen as the board knows it.
    pub state: &'a State,
    /// Whose board it is; `None` is the pass.
    pub station: Option<&'a StationId>,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Something is to happen.
    Do {
        /// What.
        command: Command,
        /// As it is shown before it acts: "Bump order 207, table 5".
        shown: String,
    },
    /// Something is to be told: "4 French Fries all day".
    Tell(String),
}

/// Why nothing is done, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// No command, as far as is understood.
    #[error("Say bump, recall, rush, fire, hold, 86 or how many.")]
    NoCommand,
    /// It was not said of what.
    #[error("Which order? Say table or order, and its number.")]
    NoOrder,
    /// No such order.
    #[error("There is no {0} here.")]
    UnknownOrder(String),
    /// Two or more are meant by it.
    #[error("{} or {}? Say it with its order number.", .0, .1)]
    WhichOrder(String, String),
    /// It was not said of what.
    #[error("Which item?")]
    NoItem,
    /// Nothing on the menu is called so.
    #[error("\"{0}\" is not on the menu.")]
    UnknownItem(String),
    /// Two or more are.
    #[error("{} or {}?", .0, .1)]
    WhichItem(String, String),
    /// No course of it waits, or is to be made.
    #[error("No course of {0} can be {1}.")]
    NoCourse(String, &'static str),
}

/// Words that say nothing here.
const FILLERS: &[&str] = &[
    "please", "the", "now", "ok", "okay", "chef", "hey", "um", "uh", "can", "you", "we", "and",
    "on", "for", "of", "a", "an", "that",
];

/// What the words ask for.
///
/// # Errors
/// [`Unclear`] says what is missing, or between what it cannot choose.
pub fn understand(said: &str, board: Board<'_>) -> Result<Wish, Unclear> {
    let tokens = tokens(said.split_whitespace());
    let words: Vec<&str> = tokens
        .iter()
        .filter(|token| !token.is_pause())
        .map(|token| token.text.as_str())
        .collect();
    let words = joined(&words);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["bump" | "done" | "clear", ref rest @ ..] => bump(rest, board),
        ["recall", ref rest @ ..] => recall(rest, board),
        ["no" | "unrush" | "cancel" | "stop", "rush", ref rest @ ..]
        | ["unrush", ref rest @ ..]
        | ["rush", "off", ref rest @ ..] => rush(rest, false, board),
        ["rush", ref rest @ ..] => rush(rest, true, board),
        ["fire", ref rest @ ..] => courses(rest, true, board),
        ["hold", ref rest @ ..] => courses(rest, false, board),
        ["un", "86", ref rest @ ..]
        | ["back", ref rest @ ..]
        | ["bring", "back", ref rest @ ..]
        | [ref rest @ .., "is" | "are", "back"]
        | [ref rest @ .., "back"] => availability(rest, true, board),
        ["86", ref rest @ ..] | [ref rest @ .., "is" | "are", "86"] | [ref rest @ .., "86"] => {
            availability(rest, false, board)
        }
        ["how", "many", ref rest @ .., "all", "day"]
        | ["how", "many", ref rest @ .., "open" | "left"]
        | ["how", "many", ref rest @ ..]
        | ["all", "day", ref rest @ ..]
        | [ref rest @ .., "all", "day"] => count(rest, board),
        _ => Err(Unclear::NoCommand),
    }
}

/// Without fillers, and with "eighty six" as one word: an order of that number is said with "order".
fn joined(words: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut words = words.iter().copied().peekable();
    while let Some(word) = words.next() {
        let after_order = matches!(out.last().map(String::as_str), Some("order" | "number"));
        let six = |next: &&str| matches!(*next, "six" | "sixed" | "6");
        if matches!(word, "eighty" | "80") && !after_order && words.next_if(six).is_some() {
            out.push("86".to_owned());
        } else if !FILLERS.contains(&word) {
            out.push(word.to_owned());
        }
    }
    out
}

fn bump(rest: &[&str], board: Board<'_>) -> Result<Wish, Unclear> {
    let order = order(rest, open(board))?;
    let command = Command::Bump {
        order: order.id,
        station: board.station.cloned(),
        lines: None,
    };
    done(command, "Bump", order)
}

fn recall(rest: &[&str], board: Board<'_>) -> Result<Wish, Unclear> {
    // What was bumped may be closed by now; of a table's the last is meant.
    let mut all: Vec<&Order> = board.state.orders.values().map(|order| &**order).collect();
    all.retain(|order| was_bumped(order, board.station));
    all.sort_by_key(|order| std::cmp::Reverse(order.seq));
    let order = match order(rest, all.iter().copied()) {
        Err(Unclear::WhichOrder(..)) => all
            .iter()
            .copied()
            .find(|order| self::order(rest, [*order]).is_ok())
            .ok_or(Unclear::NoOrder)?,
        found => found?,
    };
    let command = Command::Recall {
        order: order.id,
        station: board.station.cloned(),
        lines: None,
    };
    done(command, "Recall", order)
}

fn rush(rest: &[&str], on: bool, board: Board<'_>) -> Result<Wish, Unclear> {
    let order = order(rest, open(board))?;
    let command = Command::Rush {
        order: order.id,
        on,
    };
    done(command, if on { "Rush" } else { "No rush for" }, order)
}

fn courses(rest: &[&str], fire: bool, board: Board<'_>) -> Result<Wish, Unclear> {
    let (said, rest) = course(rest);
    let order = order(&rest, open(board))?;
    let lines = order.lines.iter().filter(|line| !line.voided);
    // Firing: the next that waits. Holding: the last that does not.
    let waiting = lines
        .filter(|line| line.held == fire)
        .map(|line| line.course);
    let found = match (said, fire) {
        (Some(course), _) => waiting.into_iter().find(|held| *held == course),
        (None, true) => waiting.min(),
        (None, false) => waiting.max(),
    };
    let verb = if fire { "fired" } else { "held" };
    let course = found.ok_or_else(|| Unclear::NoCourse(shown(order), verb))?;
    let id = order.id;
    let (command, what) = if fire {
        (Command::FireCourse { order: id, course }, "Fire")
    } else {
        (Command::HoldCourse { order: id, course }, "Hold")
    };
    done(command, &format!("{what} course {course} of"), order)
}

fn availability(rest: &[&str], available: bool, board: Board<'_>) -> Result<Wish, Unclear> {
    let item = item(rest, board.state)?;
    let shown = if available {
        format!("{} is back", item.name)
    } else {
        format!("86 {}", item.name)
    };
    let command = Command::SetAvailability {
        item: item.id.clone(),
        available,
        until_ms: None,
        remaining: None,
    };
    Ok(Wish::Do { command, shown })
}

fn count(rest: &[&str], board: Board<'_>) -> Result<Wish, Unclear> {
    let item = item(rest, board.state)?;
    let rows = all_day(board.state, board.station);
    let rows = rows.iter().filter(|row| row.item == item.id);
    let (count, held) = rows.fold((0, 0), |(count, held), row| {
        (count + row.count, held + row.on_hold)
    });
    Ok(Wish::Tell(match held {
        0 => format!("{count} {} all day", item.name),
        held => format!("{count} {} all day, {held} on hold", item.name),
    }))
}

fn done(command: Command, what: &str, order: &Order) -> Result<Wish, Unclear> {
    let shown = format!("{what} {}", shown(order));
    Ok(Wish::Do { command, shown })
}

fn open<'a>(board: Board<'a>) -> impl Iterator<Item = &'a Order> {
    let all = board.state.orders.values().map(|order| &**order);
    all.filter(|order| !order.state.is_closed())
}

/// Whether something of it was bumped there.
fn was_bumped(order: &Order, station: Option<&StationId>) -> bool {
    order.lines.iter().any(|line| match station {
        None => line.served_at_ms.is_some(),
        Some(station) => line
            .stations
            .iter()
            .any(|at| at.station == *station && at.bumped_at_ms.is_some()),
    })
}
