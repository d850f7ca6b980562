//! A kitchen to look at: commands go in as JSON, the kitchen's own code folds what comes of them.

use crate::scene::Scene;
use crate::screen;
use kitchen::menu::COPPER_PAN;
use kitchen::{Command, EventRecord, Menu, Moment, OrderId, State, decide};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;
use wire::view::{LinkState, LinkView, Place, Screen, TicketView};

static MENU: LazyLock<Arc<Menu>> = LazyLock::new(|| Arc::new(Menu::parse(COPPER_PAN).unwrap()));

/// When the story begins.
pub const BEGAN_MS: i64 = 1_760_000_000_000;

/// A state and a clock that goes on by a second a command.
pub struct Kitchen {
    pub state: State,
    pub now_ms: i64,
    placed: u128,
}

impl Kitchen {
    /// With the demo menu, in which the grill makes burgers and steaks and the fry fries.
    pub fn open() -> Self {
        let mut kitchen = Self {
            state: State::default(),
            now_ms: BEGAN_MS,
            placed: 0,
        };
        let menu = MENU.clone();
        kitchen.carry_out(&Command::ReplaceMenu { menu });
        kitchen.now_ms = BEGAN_MS;
        kitchen
    }

    pub fn carry_out(&mut self, command: &Command) {
        let moment = Moment {
            now_ms: self.now_ms,
            day: 20_251_009,
            order_id: OrderId(Uuid::from_u128(self.placed + 1)),
        };
        for body in decide(&self.state, command, &moment).unwrap() {
            let record = EventRecord {
                seq: self.state.seq + 1,
                at_ms: self.now_ms,
                by: "till".into(),
                command_id: None,
                body,
            };
            self.state.apply(&record).unwrap();
        }
        self.placed += u128::from(matches!(command, Command::PlaceOrder { .. }));
        self.now_ms += 1_000;
    }

    /// Carries out what must not be refused.
    pub fn does(&mut self, command: Value) {
        self.carry_out(&serde_json::from_value(command).unwrap());
    }

    /// Places an order, and says its id.
    pub fn order(&mut self, order: Value) -> String {
        self.does(json!({"type": "place_order", "order": order}));
        OrderId(Uuid::from_u128(self.placed)).to_string()
    }

    pub fn place(&mut self, lines: Value) -> String {
        self.order(json!({"lines": lines}))
    }

    /// Bumps a whole ticket at a station; at the pass, serves.
    pub fn bump(&mut self, order: &str, station: Option<&str>) {
        self.does(json!({"type": "bump", "order": order, "station": station}));
    }

    pub fn screen(&self, place: &Place) -> Screen {
        let scene = Scene {
            state: &self.state,
            place,
            now_ms: self.now_ms,
            unsent: &BTreeSet::new(),
            refused: &BTreeMap::new(),
        };
        screen::screen(&scene, live(), 0)
    }

    pub fn at(&self, station: &str) -> Screen {
        self.screen(&board(station))
    }

    pub fn pass(&self) -> Screen {
        self.screen(&Place::Expo)
    }

    /// The only ticket at the grill.
    pub fn ticket(&self) -> TicketView {
        let mut tickets = self.at("grill").tickets;
        assert_eq!(tickets.len(), 1, "one ticket at the grill");
        tickets.remove(0)
    }
}

pub fn board(station: &str) -> Place {
    Place::Board {
        station: station.to_owned(),
    }
}

pub fn live() -> LinkView {
    LinkView {
        state: LinkState::Live,
        heard_at_ms: Some(BEGAN_MS),
        since_ms: BEGAN_MS,
        next_try_ms: None,
        saved: 0,
        server: "127.0.0.1:7420".to_owned(),
        reason: None,
    }
}

/// Lines at a glance: `2 Smash burger Queued; Sirloin 8 oz Held`.
pub fn lines(ticket: &TicketView) -> String {
    let lines = ticket.courses.iter().flat_map(|course| &course.lines);
    let line = |line: &wire::view::LineView| {
        let size = line.size.as_ref().map(|size| format!(" {size}"));
        let (quantity, name, state) = (line.quantity, &line.name, line.state);
        format!("{quantity} {name}{} {state:?}", size.unwrap_or_default())
    };
    lines.map(line).collect::<Vec<_>>().join("; ")
}
