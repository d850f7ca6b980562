//! Commands on their way: in order, once, and until they are seen.

use crate::Phase;
use crate::limits::*;
use crate::outbox::OutboxEntry;
use crate::tests::bench::*;
use kitchen::Command;
use wire::{ErrorCode, ServerFrame, close};

#[test]
fn a_command_leaves_once_what_it_caused_is_seen_whichever_comes_first() {
    let id = command_id(1);
    let mut bench = Bench::live(3);
    bench.push(entry(1, rush(2)));
    assert_eq!(bench.commands(), [id]);
    bench.hear(ServerFrame::Ack { id, seq: 4 });
    let shown: &OutboxEntry = &bench.machine.picture().outbox[0];
    assert_eq!((shown.sent, shown.acked_seq), (true, Some(4)));
    bench.hear(events(vec![rushed(4, 2, Some(id))]));
    assert_eq!(bench.outbox(), []);

    let mut bench = Bench::live(3);
    bench.push(entry(1, rush(2)));
    bench.hear(events(vec![rushed(4, 2, Some(id))]));
    assert_eq!(bench.outbox(), []);
    bench.hear(ServerFrame::Ack { id, seq: 4 });
    assert_eq!(bench.outbox(), []);

    // A command that caused nothing is answered with what is known already.
    bench.push(entry(2, rush(2)));
    let id = command_id(2);
    bench.hear(ServerFrame::Ack { id, seq: 4 });
    assert_eq!(bench.outbox(), []);
}

#[test]
fn commands_go_in_order_after_the_welcome_and_thirty_two_at_a_time() {
    let outbox = (1..=40).map(|n| entry(n, rush(n))).collect();
    let mut bench = Bench::with(None, outbox, 1);
    bench.greet();
    bench.hear(snapshot(kitchen_of(1)));
    let sent = bench.commands();
    assert_eq!(sent, (1..=32).map(command_id).collect::<Vec<_>>());
    bench.hear(ServerFrame::Ack {
        id: command_id(1),
        seq: 1,
    });
    assert_eq!(bench.commands(), [command_id(33)]);
    // A connection later, those that were not answered go again.
    bench.gone(closed(close::GOING_AWAY));
    bench.until_deadline();
    bench.outputs();
    bench.machine.handle_opened(bench.now);
    bench.hear(snapshot(kitchen_of(1)));
    let sent = bench.commands();
    assert_eq!(sent, (2..=33).map(command_id).collect::<Vec<_>>());
}

#[test]
fn commands_about_one_order_do_not_overtake_each_other() {
    let mut bench = Bench::live(3);
    for (id, about) in [(1, 1), (2, 2), (3, 1), (4, 3)] {
        bench.push(entry(id, rush(about)));
    }
    assert_eq!(bench.commands(), [1, 2].map(command_id));
    bench.hear(refused(1, ErrorCode::Overloaded));
    assert_eq!(bench.commands(), []);
    let pause = bench.machine.poll_timeout() - bench.now.at;
    assert!(pause <= RETRY_AFTER * 2);
    while bench.outbox().len() == 4 {
        bench.pass(ms(100));
        bench.machine.handle_bytes(bench.now);
        bench.timeout();
        for id in bench.commands() {
            bench.hear(ServerFrame::Ack { id, seq: 3 });
        }
    }
    assert!(bench.now.at - bench.begun >= RETRY_AFTER);
    assert_eq!(bench.outbox(), [2, 3, 4].map(command_id));
    assert_eq!(bench.commands(), [3, 4].map(command_id));
}

fn refused(id: u128, code: ErrorCode) -> ServerFrame {
    ServerFrame::Refused {
        id: command_id(id),
        code,
        message: "no".to_owned(),
        field: Some("/order".to_owned()),
    }
}

#[test]
fn a_refused_command_is_shown_until_it_is_dismissed() {
    let mut bench = Bench::live(1);
    bench.push(entry(1, rush(9)));
    bench.hear(refused(1, kitchen::RefusalCode::UnknownOrder.into()));
    let picture = bench.machine.picture();
    assert!(picture.outbox.is_empty());
    let shown = &picture.refused[0];
    assert_eq!(shown.id, command_id(1));
    assert_eq!(*shown.body, rush(9));
    assert_eq!(shown.field.as_deref(), Some("/order"));
    bench.machine.dismiss(command_id(1));
    assert!(bench.machine.picture().refused.is_empty());
}

#[test]
fn refusals_that_nobody_looks_at_are_bounded() {
    let mut bench = Bench::live(1);
    for id in 0..(REFUSED as u128 + 5) {
        bench.push(entry(id, rush(9)));
        bench.hear(refused(id, ErrorCode::InvalidBody));
    }
    let refused = bench.machine.picture().refused;
    assert_eq!(refused.len(), REFUSED);
    assert_eq!(refused[0].id, command_id(5));
}

#[test]
fn only_what_was_never_sent_can_be_forgotten() {
    let mut bench = Bench::new();
    bench.push(entry(1, rush(1)));
    assert!(bench.machine.forget(command_id(1)));
    assert!(!bench.machine.forget(command_id(1)));
    assert_eq!(bench.outbox(), []);
    let mut bench = Bench::live(1);
    bench.push(entry(2, rush(1)));
    bench.gone(closed(close::GOING_AWAY));
    assert!(!bench.machine.forget(command_id(2)));
}

#[test]
fn a_command_that_no_server_can_read_does_not_keep_the_kitchen_in_the_dark() {
    let poison = 2;
    let outbox = (1..=3).map(|n| entry(n, rush(n))).collect();
    let mut bench = Bench::with(None, outbox, 1);
    let mut connections = 0;
    while !bench.machine.picture().outbox.is_empty() {
        while bench.phase() != Phase::Connecting {
            bench.until_deadline();
        }
        connections += 1;
        assert!(connections < 5);
        bench.outputs();
        bench.machine.handle_opened(bench.now);
        bench.hear(snapshot(kitchen_of(3)));
        while bench.phase() == Phase::Live && !bench.outbox().is_empty() {
            // This server answers in order, and closes at what it cannot read.
            for id in bench.commands() {
                if id == command_id(poison) {
                    bench.gone(closed(close::BAD_FRAME));
                    break;
                }
                bench.hear(ServerFrame::Ack { id, seq: 3 });
            }
        }
    }
    let refused = bench.machine.picture().refused;
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].id, command_id(poison));
    assert_eq!(refused[0].code, ErrorCode::InvalidBody);
}

#[test]
fn a_new_order_waits_for_nothing() {
    let place = || Command::PlaceOrder {
        order: serde_json::from_value(serde_json::json!({"lines": []})).unwrap(),
    };
    let mut bench = Bench::live(1);
    bench.push(entry(1, place()));
    bench.push(entry(2, place()));
    assert_eq!(bench.commands(), [1, 2].map(command_id));
}
