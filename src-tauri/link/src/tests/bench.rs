//! A machine on a bench: time moves by hand, and a small kitchen to talk about.

use crate::machine::{Beginning, Cause, Machine, Output};
use crate::outbox::OutboxEntry;
use crate::{Now, Phase, Replica};
use kitchen::{Command, CommandId, Event, EventRecord, OrderId, State};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;
use wire::{ClientFrame, Device, Hello, ServerFrame, Welcome};

pub(super) const EPOCH: &str = "first";
pub(super) const HEARTBEAT_MS: u64 = 1000;

pub(super) fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub(super) fn order(number: u128) -> OrderId {
    OrderId(Uuid::from_u128(number))
}

pub(super) fn command_id(number: u128) -> CommandId {
    CommandId(Uuid::from_u128(number))
}

/// A command about one order, which has the effect of one event.
pub(super) fn rush(number: u128) -> Command {
    let order = order(number);
    Command::Rush { order, on: true }
}

pub(super) fn entry(id: u128, body: Command) -> OutboxEntry {
    OutboxEntry {
        id: command_id(id),
        body: Arc::new(body),
        made_at_ms: 0,
        sent: false,
        acked_seq: None,
    }
}

/// The event that placed an order of one burger for the grill.
pub(super) fn placed(seq: u64, number: u128) -> EventRecord {
    let body = serde_json::json!({
        "seq": seq, "at_ms": 1_000, "by": "till", "command_id": null,
        "body": {"type": "order_placed", "order": {
            "id": order(number), "number": number as u32, "day": 20_260_101, "external_id": null,
            "source": "pos", "service": {"type": "dine_in", "table": "12"},
            "promised_at_ms": null, "note": null,
            "lines": [{
                "id": "1", "item": "burger", "name": "Burger", "kitchen_name": "BURGER",
                "quantity": 1, "size": null, "modifiers": [], "note": null, "allergies": [],
                "course": 1, "seat": null, "unit_price": 900, "prep_seconds": 300,
                "held": false, "stations": ["grill"]
            }]
        }}
    });
    serde_json::from_value(body).unwrap()
}

/// The event of [`rush`], caused by that command.
pub(super) fn rushed(seq: u64, number: u128, by: Option<CommandId>) -> EventRecord {
    EventRecord {
        seq,
        at_ms: 2_000,
        by: "device".into(),
        command_id: by,
        body: Event::OrderRushed {
            order: order(number),
            on: true,
        },
    }
}

/// A kitchen with orders 1 to `orders`, each placed by the event of its number.
pub(super) fn kitchen_of(orders: u64) -> State {
    let mut state = State::default();
    for seq in 1..=orders {
        state.apply(&placed(seq, u128::from(seq))).unwrap();
    }
    state
}

pub(super) fn replica_of(orders: u64) -> Replica {
    Replica {
        epoch: EPOCH.into(),
        state: kitchen_of(orders),
    }
}

/// A welcome with neither snapshot nor events: the caller adds one.
pub(super) fn welcome(seq: u64) -> Welcome {
    Welcome {
        epoch: EPOCH.to_owned(),
        seq,
        server_time_ms: 0,
        restaurant: "copper-pan".to_owned(),
        heartbeat_ms: HEARTBEAT_MS,
        snapshot: None,
        events: None,
    }
}

pub(super) fn snapshot(state: State) -> ServerFrame {
    ServerFrame::Welcome(Welcome {
        snapshot: Some(Arc::new(state.clone())),
        ..welcome(state.seq)
    })
}

pub(super) fn events(events: Vec<EventRecord>) -> ServerFrame {
    ServerFrame::Events { events }
}

pub(super) fn closed(code: u16) -> Cause {
    Cause::Closed {
        code: Some(code),
        reason: String::new(),
    }
}

pub(super) struct Bench {
    pub(super) machine: Machine,
    pub(super) now: Now,
    pub(super) begun: Instant,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self::with(None, vec![], 7)
    }

    pub(super) fn with(replica: Option<Replica>, outbox: Vec<OutboxEntry>, seed: u64) -> Self {
        let begun = Instant::now();
        let now = Now {
            at: begun,
            wall_ms: 1_000_000,
        };
        let device = Device {
            id: "grill-1".to_owned(),
            name: "Grill".to_owned(),
            version: "0.1.0".to_owned(),
        };
        let beginning = Beginning {
            device,
            token: "secret".into(),
            replica,
            outbox,
            seed,
        };
        let machine = Machine::new(beginning, now);
        Self {
            machine,
            now,
            begun,
        }
    }

    /// Lets time pass by both clocks. Nothing is called.
    pub(super) fn pass(&mut self, time: Duration) {
        self.now.at += time;
        self.now.wall_ms += i64::try_from(time.as_millis()).unwrap();
    }

    pub(super) fn timeout(&mut self) {
        self.machine.handle_timeout(self.now);
    }

    /// Lets time pass as far as the next deadline, which is handled. Says how long that took.
    pub(super) fn until_deadline(&mut self) -> Duration {
        let left = self.machine.poll_timeout() - self.now.at;
        self.pass(left);
        self.timeout();
        left
    }

    pub(super) fn hear(&mut self, frame: ServerFrame) {
        self.machine.handle_frame(frame, self.now);
    }

    pub(super) fn gone(&mut self, cause: Cause) {
        self.machine.handle_gone(cause, self.now);
    }

    pub(super) fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.machine.poll_output()).collect()
    }

    /// The ids of the commands that are to be sent now. Whatever else is said is dropped.
    pub(super) fn commands(&mut self) -> Vec<CommandId> {
        let outputs = self.outputs().into_iter();
        outputs
            .filter_map(|output| match output {
                Output::Send(ClientFrame::Command { id, .. }) => Some(id),
                _ => None,
            })
            .collect()
    }

    pub(super) fn phase(&self) -> Phase {
        self.machine.status().phase
    }

    /// From the beginning to the hello, which it gives back.
    pub(super) fn greet(&mut self) -> Hello {
        self.timeout();
        assert_eq!(self.outputs(), [Output::Open]);
        self.machine.handle_opened(self.now);
        let mut said = self.outputs();
        match said.pop() {
            Some(Output::Send(ClientFrame::Hello(hello))) if said.is_empty() => hello,
            other => panic!("{other:?} and {said:?} instead of one hello"),
        }
    }

    /// A live machine that knows orders 1 to `orders`, and whose first ping is out.
    pub(super) fn live(orders: u64) -> Self {
        let mut bench = Self::new();
        bench.greet();
        bench.hear(snapshot(kitchen_of(orders)));
        bench.timeout();
        assert!(matches!(
            bench.outputs()[..],
            [Output::Send(ClientFrame::Ping { .. })]
        ));
        assert_eq!(bench.phase(), Phase::Live);
        bench
    }

    pub(super) fn try_now(&mut self) {
        self.machine.try_now(self.now);
    }

    pub(super) fn network_changed(&mut self) {
        self.machine.network_changed(self.now);
    }

    pub(super) fn push(&mut self, entry: OutboxEntry) {
        self.machine.push(entry, self.now);
    }

    /// The ids in the outbox, as shown.
    pub(super) fn outbox(&mut self) -> Vec<CommandId> {
        let outbox = self.machine.picture().outbox;
        outbox.iter().map(|entry| entry.id).collect()
    }
}
