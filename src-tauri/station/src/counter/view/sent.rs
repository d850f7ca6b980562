//! The orders that were sent last, and how far the kitchen is with them.

use super::super::desk::ANSWERED;
use super::super::sent::{Fate, Sent};
use super::Sight;
use crate::print;
use kitchen::{Order, StationId, StationState};
use wire::view::{SentState, SentStation, SentStationState, SentView};

/// The orders that were sent last: those that somebody must look at, then the newest.
pub fn sent(sight: &Sight<'_>) -> Vec<SentView> {
    let all = || sight.desk.kept.sent.iter().rev();
    let refused = all().filter(|sent| sent.fate.is_refused());
    let others = all().filter(|sent| !sent.fate.is_refused());
    // The next guest need not read what the last one had.
    let most = if sight.is_guest() { 1 } else { ANSWERED };
    refused
        .chain(others)
        .take(most)
        .map(|sent| view(sight, sent))
        .collect()
}

fn view(sight: &Sight<'_>, sent: &Sent) -> SentView {
    let (state, number, words) = match &sent.fate {
        Fate::Open if sight.is_live => (SentState::Sending, None, "On its way".to_owned()),
        Fate::Open => (
            SentState::Saved,
            None,
            "Saved here, will be sent".to_owned(),
        ),
        Fate::Placed { number, .. } => {
            let words = match sight.is_guest() {
                true => format!("Thank you. Your number is {number}"),
                false => format!("Order {number} is in the kitchen"),
            };
            (SentState::Placed, Some(*number), words)
        }
        Fate::Refused { words } => (SentState::Refused, None, words.clone()),
    };
    SentView {
        key: sent.id.to_string(),
        number,
        service: print::service(&sent.order.service),
        items: sent.items.clone(),
        total: sight.money().sum(sent.total),
        at_ms: sent.at_ms,
        state,
        words,
        stations: stations(sight, sent),
        can_reopen: sent.fate.is_refused() && sight.desk.kept.draft.is_blank(),
    }
}

/// The stations that make it, in menu order.
fn stations(sight: &Sight<'_>, sent: &Sent) -> Vec<SentStation> {
    let Some(order) = sent.order(sight.kitchen.state) else {
        return Vec::new();
    };
    let all = sight.menu().map(|menu| menu.stations.as_slice());
    let all = all.unwrap_or_default().iter();
    let view = |station: &kitchen::menu::Station| {
        let state = at(order, sent, &station.id)?;
        let name = &station.name;
        Some(SentStation {
            station: station.id.to_string(),
            words: match state {
                SentStationState::Waiting => format!("Waits for {name}"),
                SentStationState::Shown => format!("{name} showed it"),
                SentStationState::Started => format!("{name} has begun"),
                SentStationState::Done => format!("{name} is done"),
            },
            state,
        })
    };
    all.filter_map(view).collect()
}

/// How far an order is at a station; `None` where the station has nothing of it to make.
fn at(order: &Order, sent: &Sent, station: &StationId) -> Option<SentStationState> {
    let parts = || order.wanted().filter_map(|line| line.at(station));
    parts().next()?;
    if parts().all(|part| part.state == StationState::Ready) {
        return Some(SentStationState::Done);
    }
    if parts().any(|part| part.state != StationState::Queued) {
        return Some(SentStationState::Started);
    }
    Some(match sent.shown.contains(station) {
        true => SentStationState::Shown,
        false => SentStationState::Waiting,
    })
}
