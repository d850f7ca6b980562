//! A kitchen to tell stories in: commands go in as JSON, events are folded and kept.

use crate::menu::COPPER_PAN;
use crate::{
    Command, Event, EventRecord, LineState, Menu, Moment, Order, OrderId, Refusal, RefusalCode,
    State, decide,
};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

/// The demo menu, read once.
pub(super) static MENU: LazyLock<Arc<Menu>> =
    LazyLock::new(|| Arc::new(Menu::parse(COPPER_PAN).unwrap()));

/// An id that no order has.
pub(super) const NOBODY: &str = "01900000-0000-7000-8000-ffffffffffff";

/// A state with its log, a clock that goes on by a second a command, and a business day.
pub(super) struct Kitchen {
    pub(super) state: State,
    pub(super) log: Vec<EventRecord>,
    pub(super) now_ms: i64,
    pub(super) day: u32,
    placed: u128,
}

impl Kitchen {
    /// Without a menu.
    pub(super) fn empty() -> Self {
        Self {
            state: State::default(),
            log: Vec::new(),
            now_ms: 1_760_000_000_000,
            day: 20_251_009,
            placed: 0,
        }
    }

    /// With the demo menu.
    pub(super) fn open() -> Self {
        Self::with(&MENU)
    }

    pub(super) fn with(menu: &Arc<Menu>) -> Self {
        let mut kitchen = Self::empty();
        let menu = menu.clone();
        kitchen.carry_out(&Command::ReplaceMenu { menu }).unwrap();
        kitchen
    }

    /// What `command` would cause now.
    pub(super) fn decide(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        decide(&self.state, command, &self.moment())
    }

    fn moment(&self) -> Moment {
        let order_id = 0x0190_0000_0000_7000_8000_0000_0000_0001 + self.placed;
        Moment {
            now_ms: self.now_ms,
            day: self.day,
            order_id: OrderId(Uuid::from_u128(order_id)),
        }
    }

    /// Decides, and folds what comes of it.
    pub(super) fn carry_out(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let events = self.decide(command)?;
        for body in &events {
            let record = EventRecord {
                seq: self.state.seq + 1,
                at_ms: self.now_ms,
                by: "till".into(),
                command_id: None,
                body: body.clone(),
            };
            self.state.apply(&record).unwrap();
            self.log.push(record);
            self.placed += u128::from(matches!(body, Event::OrderPlaced { .. }));
        }
        self.now_ms += 1_000;
        Ok(events)
    }

    /// Carries a command out, and says the types of its events.
    pub(super) fn send(&mut self, command: Value) -> Result<Vec<String>, RefusalCode> {
        let command: Command = serde_json::from_value(command).unwrap();
        match self.carry_out(&command) {
            Ok(events) => Ok(events.iter().map(type_of).collect()),
            Err(refusal) => Err(refusal.code),
        }
    }

    /// Carries out what must not be refused, and says the types of its events.
    pub(super) fn does(&mut self, command: Value) -> String {
        self.send(command).unwrap().join(" ")
    }

    /// Why a command is refused.
    pub(super) fn refuses(&mut self, command: Value) -> RefusalCode {
        self.send(command).unwrap_err()
    }

    /// Places an order of these lines.
    pub(super) fn place(&mut self, lines: Value) -> OrderId {
        self.place_order(json!({"lines": lines}))
    }

    pub(super) fn place_order(&mut self, order: Value) -> OrderId {
        let id = self.moment().order_id;
        self.does(json!({"type": "place_order", "order": order}));
        id
    }

    /// Bumps a whole ticket at a station, or serves a whole order at the pass.
    pub(super) fn bump(&mut self, order: OrderId, station: Option<&str>) -> String {
        self.does(json!({"type": "bump", "order": order, "station": station}))
    }

    pub(super) fn order(&self, id: OrderId) -> &Order {
        self.state.orders.get(&id).unwrap()
    }

    /// An order at a glance: `open: queued, held`.
    pub(super) fn shows(&self, id: OrderId) -> String {
        let order = self.order(id);
        let lines: Vec<String> = order.lines.iter().map(|line| word(line.state())).collect();
        format!("{}: {}", word(order.state), lines.join(", "))
    }

    /// A line at its stations: `grill queued, fry ready`.
    pub(super) fn parts(&self, id: OrderId, line: usize) -> String {
        let parts = self.order(id).lines[line].stations.iter();
        let parts: Vec<String> = parts
            .map(|part| format!("{} {}", part.station, word(part.state)))
            .collect();
        parts.join(", ")
    }

    /// What waits to be Heard: `grill void 1, fry cancel`.
    pub(super) fn heeds(&self, id: OrderId) -> String {
        let heeds = self.order(id).heeds.iter().map(|heed| {
            let line = heed
                .line
                .as_ref()
                .map(|line| format!(" {line}"))
                .unwrap_or_default();
            format!("{} {}{line}", heed.station, word(heed.kind))
        });
        heeds.collect::<Vec<_>>().join(", ")
    }
}

/// The word that JSON has for it.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .unwrap()
        .as_str()
        .unwrap()
        .into()
}

/// The event's type, as it is written.
pub(super) fn type_of(event: &Event) -> String {
    word(&serde_json::to_value(event).unwrap()["type"])
}

/// Whether somebody still has to do something for a line that is so.
pub(super) fn is_open(state: LineState) -> bool {
    matches!(
        state,
        LineState::Held | LineState::Queued | LineState::Started
    )
}
