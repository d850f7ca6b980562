//! Inputs in any order: never two sockets, commands in order and once a connection, and in the end
//! everything is done once.

use super::bench::*;
use crate::limits::WINDOW;
use crate::machine::Output;
use crate::{Cause, Phase};
use kitchen::{CommandId, EventRecord, State};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use wire::{ClientFrame, Cursor, ErrorCode, Notice, ServerFrame, Welcome};

#[derive(Debug, Clone)]
enum Input {
    Opened,
    Gone(u16),
    Lost,
    /// With events, where the hello allows it, or with a snapshot.
    Welcome(bool),
    StrangeWelcome,
    Gap,
    Garbage,
    Bytes,
    Pass(u64),
    Sleep,
    TryNow,
    Network,
    NewServer,
    /// A command about one of three orders.
    Push(u128),
    Forget(usize),
    /// The server carries the oldest unanswered command out: events and ack, in this order or the
    /// other.
    Answer(bool),
    Refuse(bool),
    OtherOrder,
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        6 => Just(Input::Opened),
        1 => prop_oneof![Just(1001u16), Just(4400), Just(4401), Just(4409), Just(4429)]
            .prop_map(Input::Gone),
        1 => Just(Input::Lost),
        6 => any::<bool>().prop_map(Input::Welcome),
        1 => Just(Input::StrangeWelcome),
        1 => Just(Input::Gap),
        1 => Just(Input::Garbage),
        1 => Just(Input::Bytes),
        8 => (1u64..3000).prop_map(Input::Pass),
        1 => Just(Input::Sleep),
        1 => Just(Input::TryNow),
        1 => Just(Input::Network),
        1 => Just(Input::NewServer),
        8 => (1u128..4).prop_map(Input::Push),
        2 => any::<usize>().prop_map(Input::Forget),
        8 => any::<bool>().prop_map(Input::Answer),
        2 => any::<bool>().prop_map(Input::Refuse),
        2 => Just(Input::OtherOrder),
    ]
}

/// The world around the machine, and what must be true of it.
struct World {
    bench: Bench,
    /// The server's kitchen, and the events since the first three.
    server: State,
    log: Vec<EventRecord>,
    /// By the last hello.
    resume: Option<Cursor>,
    /// What the server did for each command.
    answers: BTreeMap<CommandId, u64>,
    /// How often each was carried out.
    done: Vec<CommandId>,
    pushed: Vec<CommandId>,
    about: BTreeMap<CommandId, u128>,
    forgotten: BTreeSet<CommandId>,
    refused: BTreeSet<CommandId>,
    has_socket: bool,
    is_open: bool,
    /// Sent in this connection and not answered, in order.
    unanswered: Vec<CommandId>,
    /// Sent in this connection and not refused for a while since.
    sent: BTreeSet<CommandId>,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            bench: Bench::with(None, vec![], seed),
            server: kitchen_of(3),
            log: vec![],
            resume: None,
            answers: BTreeMap::new(),
            done: vec![],
            pushed: vec![],
            about: BTreeMap::new(),
            forgotten: BTreeSet::new(),
            refused: BTreeSet::new(),
            has_socket: false,
            is_open: false,
            unanswered: vec![],
            sent: BTreeSet::new(),
        }
    }

    fn no_socket(&mut self) {
        self.has_socket = false;
        self.is_open = false;
        self.unanswered.clear();
        self.sent.clear();
    }

    fn gone(&mut self, cause: Cause) {
        if self.has_socket {
            let blamed = cause.code() == Some(4400);
            self.no_socket();
            self.bench.gone(cause);
            // A command that was alone in flight twice at such a close is refused on this side.
            if blamed {
                let refused = self.bench.machine.picture().refused;
                self.refused
                    .extend(refused.iter().map(|refused| refused.id));
            }
        }
    }

    fn apply(&mut self, input: Input) {
        match input {
            Input::Opened if self.has_socket && !self.is_open => {
                self.is_open = true;
                self.bench.machine.handle_opened(self.bench.now);
            }
            Input::Gone(code) => self.gone(closed(code)),
            Input::Lost => self.gone(Cause::Lost("reset".to_owned())),
            Input::Welcome(resume) if self.bench.phase() == Phase::Greeting => self.welcome(resume),
            Input::StrangeWelcome if self.is_open => {
                self.bench.hear(ServerFrame::Welcome(welcome(9)));
            }
            Input::Gap if self.is_open => self.bench.hear(events(vec![placed(9_999, 1)])),
            Input::Garbage if self.is_open => {
                let now = self.bench.now;
                self.bench.machine.handle_bad_frame("?".to_owned(), now);
            }
            Input::Bytes if self.is_open => self.bench.machine.handle_bytes(self.bench.now),
            Input::Pass(time) => {
                self.bench.pass(ms(time));
                self.bench.timeout();
            }
            Input::Sleep => {
                self.bench.now.wall_ms += 3_600_000;
                self.bench.timeout();
            }
            Input::TryNow => self.bench.machine.try_now(self.bench.now),
            Input::Network => self.bench.machine.network_changed(self.bench.now),
            Input::NewServer => self.bench.machine.new_server("t".into(), self.bench.now),
            Input::Push(about) => self.push(about),
            Input::Forget(which) => self.forget(which),
            Input::Answer(ack_first) => self.answer(ack_first),
            Input::Refuse(for_now) => self.refuse(for_now),
            Input::OtherOrder if self.bench.phase() == Phase::Live => {
                let seq = self.server.seq + 1;
                self.happen(placed(seq, u128::from(seq)));
            }
            _ => {}
        }
        self.look();
    }

    fn welcome(&mut self, resume: bool) {
        let frame = match self.resume.take().filter(|_| resume) {
            Some(cursor) => {
                let new = |event: &&EventRecord| event.seq > cursor.seq;
                ServerFrame::Welcome(Welcome {
                    events: Some(self.log.iter().filter(new).cloned().collect()),
                    ..welcome(self.server.seq)
                })
            }
            None => snapshot(self.server.clone()),
        };
        self.bench.hear(frame);
        assert_eq!(self.bench.phase(), Phase::Live);
    }

    fn push(&mut self, about: u128) {
        let id = self.pushed.len() as u128 + 1;
        self.pushed.push(command_id(id));
        self.about.insert(command_id(id), about);
        self.bench.push(entry(id, rush(about)));
    }

    fn forget(&mut self, which: usize) {
        let outbox = self.bench.machine.picture().outbox;
        if outbox.is_empty() {
            return;
        }
        let entry = &outbox[which % outbox.len()];
        let forgotten = self.bench.machine.forget(entry.id);
        assert_eq!(forgotten, !entry.sent);
        if forgotten {
            self.forgotten.insert(entry.id);
        }
    }

    /// An event on the server, which it tells.
    fn happen(&mut self, event: EventRecord) {
        self.server.apply(&event).unwrap();
        self.log.push(event.clone());
        self.bench.hear(events(vec![event]));
    }

    /// The server answers as a server does: the same id twice has one effect and one answer.
    fn answer(&mut self, ack_first: bool) {
        if self.unanswered.is_empty() {
            return;
        }
        let id = self.unanswered.remove(0);
        let known = self.answers.get(&id).copied();
        let seq = known.unwrap_or(self.server.seq + 1);
        if ack_first {
            self.bench.hear(ServerFrame::Ack { id, seq });
        }
        if known.is_none() {
            self.answers.insert(id, seq);
            self.done.push(id);
            let about = self.about[&id];
            self.happen(rushed(seq, about, Some(id)));
        }
        if !ack_first {
            self.bench.hear(ServerFrame::Ack { id, seq });
        }
    }

    fn refuse(&mut self, for_now: bool) {
        let new = |id: &CommandId| !self.answers.contains_key(id);
        // What is said while the connection is closed is not heard, and the command goes again.
        let heard = self.bench.phase() == Phase::Live;
        if !heard || !self.unanswered.first().is_some_and(new) {
            return;
        }
        let id = self.unanswered.remove(0);
        let code = if for_now {
            self.sent.remove(&id);
            ErrorCode::Overloaded
        } else {
            self.refused.insert(id);
            ErrorCode::InvalidBody
        };
        self.bench.hear(ServerFrame::Refused {
            id,
            code,
            message: String::new(),
            field: None,
        });
    }

    /// Carries out what the machine says, and holds it to its word.
    fn look(&mut self) {
        for output in self.bench.outputs() {
            match output {
                Output::Open => {
                    assert!(!self.has_socket, "two sockets");
                    self.has_socket = true;
                }
                Output::Drop => {
                    assert!(self.has_socket, "no socket to drop");
                    self.no_socket();
                }
                Output::Close { .. } => assert!(self.is_open, "no socket to close"),
                Output::Send(frame) => {
                    assert!(self.is_open, "{frame:?} to no socket");
                    match frame {
                        ClientFrame::Command { id, .. } => self.sent(id),
                        ClientFrame::Hello(hello) => self.resume = hello.resume,
                        ClientFrame::Ping { .. } => {}
                    }
                }
            }
        }
        assert_eq!(self.bench.machine.has_socket(), self.has_socket);
        let left = self.bench.machine.poll_timeout();
        let left = left.saturating_duration_since(self.bench.now.at);
        assert!(left <= crate::limits::WELCOME_WITHIN);
    }

    fn sent(&mut self, id: CommandId) {
        assert!(self.sent.insert(id), "{id} twice in one connection");
        assert!(!self.forgotten.contains(&id), "{id} was forgotten");
        assert!(!self.refused.contains(&id), "{id} was refused");
        let before = |other: &&CommandId| **other < id && !self.forgotten.contains(*other);
        for earlier in self.pushed.iter().filter(before) {
            let dealt_with = self.sent.contains(earlier)
                || self.answers.contains_key(earlier)
                || self.refused.contains(earlier);
            assert!(dealt_with, "{id} before {earlier}");
        }
        let about = |other: &CommandId| self.about[other] == self.about[&id];
        assert!(!self.unanswered.iter().any(about), "{id} may overtake");
        self.unanswered.push(id);
        assert!(self.unanswered.len() <= WINDOW);
    }

    /// From here on the network and the server are good.
    fn settle(&mut self) {
        for _ in 0..2_000 {
            let live = self.bench.phase() == Phase::Live;
            if live && self.bench.machine.picture().outbox.is_empty() {
                return;
            }
            let input = if self.has_socket && !self.is_open {
                Input::Opened
            } else if self.bench.phase() == Phase::Closing {
                Input::Gone(1001)
            } else if self.bench.phase() == Phase::Greeting {
                Input::Welcome(true)
            } else if live && !self.unanswered.is_empty() {
                Input::Answer(true)
            } else {
                let notice = ServerFrame::Notice(Notice::Unknown);
                self.bench.hear(notice);
                Input::Pass(500)
            };
            self.apply(input);
        }
        panic!("{:?} in the end", self.bench.machine.status());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn inputs_in_any_order(seed: u64, inputs in prop::collection::vec(input(), 0..150)) {
        let mut world = World::new(seed);
        for input in inputs {
            world.apply(input);
        }
        world.settle();
        let mut wanted = world.pushed.clone();
        wanted.retain(|id| !world.forgotten.contains(id));
        // Refused here after a close that blamed it, though the server may have carried it out
        // before.
        wanted.retain(|id| !world.refused.contains(id) || world.answers.contains_key(id));
        let mut done = world.done.clone();
        done.sort();
        prop_assert_eq!(done, wanted, "each command once");
        let replica = world.bench.machine.picture().replica.unwrap();
        prop_assert_eq!(replica.state, world.server);
    }
}
