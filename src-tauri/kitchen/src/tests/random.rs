//! Random commands: the kitchen agrees with a naive one, its log with its state, and no
//! command at all makes it panic.

use super::kitchen::{Kitchen, NOBODY};
use super::model::{Asked, Edit, ITEMS, Model, NO_ITEM, Op, STATIONS, menu};
use super::sound;
use crate::{
    AmendOrder, Command, Event, EventRecord, ItemId, LineEdit, LineId, LineRequest, OrderId,
    OrderRequest, Service, Source, State, StationId,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

// --- Commands that mostly make sense -----------------------------------------------------------

fn quantity() -> impl Strategy<Value = u32> {
    prop_oneof![20 => 1u32..4, 1 => Just(0), 1 => Just(100)]
}

fn course() -> impl Strategy<Value = u8> {
    prop_oneof![20 => 1u8..4, 1 => Just(0), 1 => Just(21)]
}

/// Indices that are mostly below `len`.
fn index(len: usize) -> impl Strategy<Value = usize> {
    prop_oneof![30 => 0..len, 1 => Just(len)]
}

fn asked() -> impl Strategy<Value = Asked> {
    let course = prop_oneof![4 => Just(None), 1 => course().prop_map(Some)];
    (
        index(ITEMS.len()),
        quantity(),
        course,
        proptest::bool::weighted(0.2),
    )
        .prop_map(|(item, quantity, course, allergy)| Asked {
            item,
            quantity,
            course,
            allergy,
        })
}

fn edit() -> impl Strategy<Value = Edit> {
    (0..4usize, quantity(), any::<bool>()).prop_map(|(line, quantity, allergy)| Edit {
        line,
        quantity,
        allergy,
    })
}

fn op() -> impl Strategy<Value = Op> {
    let order = || index(4);
    let line = || prop_oneof![15 => 0..3usize, 1 => Just(9)];
    let lines = || option::weighted(0.3, vec(line(), 0..3));
    let station = || index(STATIONS.len());
    let place = (vec(asked(), 0..4), vec(course(), 0..2))
        .prop_map(|(lines, hold)| Op::Place { lines, hold });
    let amend = (
        order(),
        vec(asked(), 0..2),
        option::of(edit()),
        vec(line(), 0..2),
    )
        .prop_map(|(order, add, change, void)| Op::Amend {
            order,
            add,
            change,
            void,
        });
    prop_oneof![
        4 => place,
        4 => amend,
        1 => order().prop_map(|order| Op::Cancel { order }),
        3 => (order(), line(), option::of(station()))
            .prop_map(|(order, line, station)| Op::Start { order, line, station }),
        8 => (order(), option::weighted(0.8, station()), lines())
            .prop_map(|(order, station, lines)| Op::Bump { order, station, lines }),
        4 => (order(), option::weighted(0.6, station()), lines())
            .prop_map(|(order, station, lines)| Op::Recall { order, station, lines }),
        2 => (order(), course()).prop_map(|(order, course)| Op::Fire { order, course }),
        2 => (order(), course()).prop_map(|(order, course)| Op::Hold { order, course }),
        1 => (order(), any::<bool>()).prop_map(|(order, on)| Op::Rush { order, on }),
        4 => (order(), station()).prop_map(|(order, station)| Op::Heard { order, station }),
        2 => (index(ITEMS.len()), any::<bool>(), option::of(0u32..4))
            .prop_map(|(item, available, remaining)| Op::Say { item, available, remaining }),
    ]
}

/// The command that an operation stands for.
fn command(op: &Op, ids: &[OrderId]) -> Command {
    let order = |index: &usize| ids.get(*index).copied().unwrap_or(nobody());
    let line = |index: &usize| LineId::from((index + 1).to_string().as_str());
    let lines =
        |lines: &Option<Vec<usize>>| lines.as_ref().map(|lines| lines.iter().map(line).collect());
    let station = |index: usize| StationId::from(STATIONS.get(index).copied().unwrap_or("sushi"));
    match op {
        Op::Place { lines, hold } => {
            let lines = lines.iter().map(request).collect();
            Command::PlaceOrder {
                order: order_of(lines, hold.clone()),
            }
        }
        Op::Amend {
            order: of,
            add,
            change,
            void,
        } => Command::AmendOrder {
            order: order(of),
            amend: AmendOrder {
                add: add.iter().map(request).collect(),
                change: change.iter().map(line_edit).collect(),
                void: void.iter().map(line).collect(),
                note: None,
            },
        },
        Op::Cancel { order: of } => Command::CancelOrder {
            order: order(of),
            reason: None,
        },
        Op::Start {
            order: of,
            line: index,
            station: at,
        } => Command::StartLine {
            order: order(of),
            line: line(index),
            station: at.map(station),
        },
        Op::Bump {
            order: of,
            station: at,
            lines: of_them,
        } => Command::Bump {
            order: order(of),
            station: at.map(station),
            lines: lines(of_them),
        },
        Op::Recall {
            order: of,
            station: at,
            lines: of_them,
        } => Command::Recall {
            order: order(of),
            station: at.map(station),
            lines: lines(of_them),
        },
        Op::Fire { order: of, course } => Command::FireCourse {
            order: order(of),
            course: *course,
        },
        Op::Hold { order: of, course } => Command::HoldCourse {
            order: order(of),
            course: *course,
        },
        Op::Rush { order: of, on } => Command::Rush {
            order: order(of),
            on: *on,
        },
        Op::Heard {
            order: of,
            station: at,
        } => Command::AcknowledgeChange {
            order: order(of),
            station: station(*at),
        },
        Op::Say {
            item: index,
            available,
            remaining,
        } => Command::SetAvailability {
            item: item(*index),
            available: *available,
            until_ms: None,
            remaining: *remaining,
        },
    }
}

fn nobody() -> OrderId {
    NOBODY.parse().unwrap()
}

fn item(index: usize) -> ItemId {
    ITEMS.get(index).map_or(NO_ITEM, |(id, ..)| id).into()
}

fn allergies(allergy: bool) -> Vec<String> {
    if allergy {
        vec!["peanut".into()]
    } else {
        vec![]
    }
}

fn request(asked: &Asked) -> LineRequest {
    LineRequest {
        item: item(asked.item),
        quantity: asked.quantity,
        size: None,
        modifiers: vec![],
        note: None,
        allergies: allergies(asked.allergy),
        course: asked.course,
        seat: None,
    }
}

fn line_edit(edit: &Edit) -> LineEdit {
    LineEdit {
        line: LineId::from((edit.line + 1).to_string().as_str()),
        quantity: Some(edit.quantity),
        size: None,
        modifiers: None,
        note: None,
        allergies: Some(allergies(edit.allergy)),
    }
}

fn order_of(lines: Vec<LineRequest>, hold: Vec<u8>) -> OrderRequest {
    OrderRequest {
        external_id: None,
        source: Source::default(),
        service: Service::default(),
        promised_at_ms: None,
        note: None,
        lines,
        hold,
    }
}

// --- Commands of any kind ----------------------------------------------------------------------

fn any_order() -> impl Strategy<Value = OrderId> {
    let placed = (1u128..5).prop_map(|n| 0x0190_0000_0000_7000_8000_0000_0000_0000 + n);
    prop_oneof![9 => placed, 1 => any::<u128>()].prop_map(|id| OrderId(uuid::Uuid::from_u128(id)))
}

/// Words that are ids somewhere, and words that are none.
fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (1u32..6).prop_map(|n| n.to_string()),
        6 => proptest::sample::select(STATIONS.to_vec()).prop_map(str::to_owned),
        6 => proptest::sample::select(ITEMS.to_vec()).prop_map(|(id, ..)| id.to_owned()),
        1 => ".{0,300}",
    ]
}

fn any_line() -> impl Strategy<Value = LineId> {
    any_word().prop_map(|word| word.as_str().into())
}

fn any_request() -> impl Strategy<Value = LineRequest> {
    let small = prop_oneof![5 => 1u32..5, 1 => any::<u32>()];
    (
        (
            any_word(),
            small,
            option::weighted(0.1, any_word()),
            vec(any_word(), 0..2),
        ),
        (
            option::of(any_word()),
            vec(any_word(), 0..3),
            option::of(any::<u8>()),
            option::of(any::<u16>()),
        ),
    )
        .prop_map(
            |((item, quantity, size, modifiers), (note, allergies, course, seat))| LineRequest {
                item: item.as_str().into(),
                quantity,
                size: size.map(|size| size.as_str().into()),
                modifiers: modifiers.iter().map(|id| id.as_str().into()).collect(),
                note,
                allergies,
                course,
                seat,
            },
        )
}

fn any_edit() -> impl Strategy<Value = LineEdit> {
    let size = option::of(option::of(any_word()));
    let note = option::of(option::of(any_word()));
    (
        any_line(),
        option::of(any::<u32>()),
        size,
        note,
        option::of(vec(any_word(), 0..3)),
    )
        .prop_map(|(line, quantity, size, note, allergies)| LineEdit {
            line,
            quantity,
            size: size.map(|size| size.map(|size| size.as_str().into())),
            modifiers: None,
            note,
            allergies,
        })
}

fn any_place() -> impl Strategy<Value = Command> {
    let service = (option::of(any_word()), option::of(any_word()))
        .prop_map(|(name, address)| Service::Delivery { name, address });
    let orders = (
        vec(any_request(), 0..5),
        vec(any::<u8>(), 0..5),
        service,
        any::<Option<i64>>(),
    );
    (orders, option::of(any_word())).prop_map(|((lines, hold, service, promised_at_ms), note)| {
        let order = order_of(lines, hold);
        Command::PlaceOrder {
            order: OrderRequest {
                service,
                promised_at_ms,
                note,
                ..order
            },
        }
    })
}

fn any_command() -> impl Strategy<Value = Command> {
    let station = || option::of(any_word().prop_map(|word| StationId::from(word.as_str())));
    let lines = || option::of(vec(any_line(), 0..4));
    let parts = (
        vec(any_request(), 0..3),
        vec(any_edit(), 0..3),
        vec(any_line(), 0..3),
        option::of(option::of(any_word())),
    );
    let amend = parts.prop_map(|(add, change, void, note)| AmendOrder {
        add,
        change,
        void,
        note,
    });
    prop_oneof![
        any_place(),
        (any_order(), amend).prop_map(|(order, amend)| Command::AmendOrder { order, amend }),
        (any_order(), option::of(any_word()))
            .prop_map(|(order, reason)| Command::CancelOrder { order, reason }),
        (any_order(), any_line(), station()).prop_map(|(order, line, station)| {
            Command::StartLine {
                order,
                line,
                station,
            }
        }),
        (any_order(), station(), lines()).prop_map(|(order, station, lines)| Command::Bump {
            order,
            station,
            lines
        }),
        (any_order(), station(), lines()).prop_map(|(order, station, lines)| Command::Recall {
            order,
            station,
            lines
        }),
        (any_order(), any::<u8>())
            .prop_map(|(order, course)| Command::FireCourse { order, course }),
        (any_order(), any::<u8>())
            .prop_map(|(order, course)| Command::HoldCourse { order, course }),
        (any_order(), any::<bool>()).prop_map(|(order, on)| Command::Rush { order, on }),
        (any_order(), any_word()).prop_map(|(order, station)| Command::AcknowledgeChange {
            order,
            station: station.as_str().into(),
        }),
        (
            any_word(),
            any::<bool>(),
            any::<Option<i64>>(),
            any::<Option<u32>>()
        )
            .prop_map(
                |(item, available, until_ms, remaining)| Command::SetAvailability {
                    item: item.as_str().into(),
                    available,
                    until_ms,
                    remaining,
                }
            ),
    ]
}

// --- What holds for all of them ----------------------------------------------------------------

/// The record after a journey as JSON.
fn sent(record: &EventRecord) -> EventRecord {
    let json = serde_json::to_string(record).unwrap();
    let read: EventRecord = serde_json::from_str(&json).unwrap();
    assert_eq!(read, *record, "{json}");
    read
}

/// A display that stops after every command, stores what it knows, and resumes from it.
#[derive(Default)]
struct Display(State);

impl Display {
    fn follow(&mut self, kitchen: &Kitchen) {
        let mut state = std::mem::take(&mut self.0);
        for record in &kitchen.log[state.seq as usize..] {
            state.apply(&sent(record)).unwrap();
        }
        let bytes = state.snapshot().unwrap();
        assert_eq!(bytes, kitchen.state.snapshot().unwrap());
        self.0 = State::from_snapshot(&bytes).unwrap();
        assert_eq!(self.0, kitchen.state);
    }
}

/// The whole log folded in one go.
fn folded(log: &[EventRecord]) -> State {
    let mut state = State::default();
    log.iter().for_each(|record| state.apply(record).unwrap());
    state
}

proptest! {
    #[test]
    fn the_kitchen_agrees_with_a_naive_one(ops in vec(op(), 1..40)) {
        let mut kitchen = Kitchen::with(&menu());
        let mut naive = Model::default();
        let mut display = Display::default();
        let mut ids = Vec::new();
        for op in &ops {
            let before = kitchen.state.seq;
            let outcome = kitchen.carry_out(&command(op, &ids));
            let expected = naive.run(op);
            let changed = outcome.as_ref().ok().map(|events| !events.is_empty());
            prop_assert_eq!(changed, expected, "{:?}: {:?}", op, outcome);
            for event in outcome.iter().flatten() {
                if let Event::OrderPlaced { order } = event {
                    ids.push(order.id);
                }
            }
            prop_assert_eq!(kitchen.state.seq > before, expected == Some(true));
            naive.compare(&kitchen.state, &ids, kitchen.now_ms);
            sound::check(&kitchen.state);
            display.follow(&kitchen);
        }
        let once = folded(&kitchen.log);
        prop_assert_eq!(once.snapshot().unwrap(), kitchen.state.snapshot().unwrap());
        prop_assert_eq!(once, kitchen.state);
    }

    #[test]
    fn no_command_makes_it_panic_or_leaves_it_unsound(commands in vec(any_command(), 1..25)) {
        let mut kitchen = Kitchen::with(&menu());
        for item in ITEMS {
            kitchen.place(serde_json::json!([{"item": item.0}, {"item": "melt"}]));
        }
        let mut display = Display::default();
        for command in &commands {
            let json = serde_json::to_string(command).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Command>(&json).unwrap(), command, "{}", json);
            // Refused or not: what it caused, if anything, has to fold.
            drop(kitchen.carry_out(command));
            sound::check(&kitchen.state);
        }
        display.follow(&kitchen);
        prop_assert_eq!(folded(&kitchen.log), kitchen.state);
    }

    #[test]
    fn a_record_out_of_turn_changes_nothing(ops in vec(op(), 1..10), seq in 0u64..30) {
        let mut kitchen = Kitchen::with(&menu());
        for op in &ops {
            drop(kitchen.carry_out(&command(op, &[])));
        }
        let mut state = kitchen.state.clone();
        let last = kitchen.log.last().unwrap();
        let record = EventRecord { seq, ..last.clone() };
        prop_assume!(seq != state.seq + 1);
        prop_assert!(state.apply(&record).is_err());
        prop_assert_eq!(state, kitchen.state);
    }
}
