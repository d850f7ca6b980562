//! What a server must not say.

use crate::machine::Output;
use crate::tests::bench::*;
use crate::{Cause, Fault, Phase};
use kitchen::ApplyError;
use wire::{ClientFrame, ServerFrame, Welcome, close};

#[test]
fn events_that_do_not_follow_end_in_a_snapshot() {
    let gap = |expected, got| Fault::Events(ApplyError::Gap { expected, got });
    let unknown = ApplyError::UnknownOrder {
        seq: 4,
        order: order(99),
    };
    for (event, fault) in [
        (placed(5, 5), gap(4, 5)),
        (placed(3, 3), gap(4, 3)),
        (rushed(4, 99, None), Fault::Events(unknown)),
    ] {
        let mut bench = Bench::live(3);
        bench.hear(events(vec![event]));
        let code = close::BAD_FRAME;
        assert_eq!(bench.outputs(), [Output::Close { code }]);
        let reason = bench.machine.status().reason.unwrap();
        assert_eq!(*reason, Cause::Fault(fault));
        // What was known is still shown.
        assert_eq!(bench.machine.picture().replica, Some(replica_of(3)));
        bench.gone(closed(code));
        bench.until_deadline();
        bench.outputs();
        bench.machine.handle_opened(bench.now);
        let Some(Output::Send(ClientFrame::Hello(hello))) = bench.machine.poll_output() else {
            panic!("no hello")
        };
        assert_eq!(hello.resume, None);
        bench.hear(snapshot(kitchen_of(6)));
        assert_eq!(bench.machine.picture().replica, Some(replica_of(6)));
    }
}

#[test]
fn a_welcome_must_fit_together() {
    let other_epoch = Welcome {
        epoch: "second".to_owned(),
        events: Some(vec![]),
        ..welcome(2)
    };
    let wrong = Welcome {
        snapshot: Some(kitchen_of(2).into()),
        ..welcome(9)
    };
    let behind = Welcome {
        events: Some(vec![]),
        ..welcome(1)
    };
    for (welcome, fault) in [
        (welcome(2), Fault::NoPicture),
        (other_epoch, Fault::OtherEpoch),
        (wrong, Fault::WrongSnapshot { said: 9, is: 2 }),
        (behind, Fault::Behind { said: 1, known: 2 }),
    ] {
        let mut bench = Bench::with(Some(replica_of(2)), vec![], 1);
        bench.greet();
        bench.hear(ServerFrame::Welcome(welcome));
        let reason = bench.machine.status().reason.unwrap();
        assert_eq!(*reason, Cause::Fault(fault));
        assert_eq!(bench.phase(), Phase::Closing);
    }
}

#[test]
fn frames_out_of_turn_and_frames_that_are_none_end_the_connection() {
    let mut bench = Bench::new();
    bench.greet();
    bench.hear(events(vec![]));
    assert_eq!(bench.phase(), Phase::Closing);
    let mut bench = Bench::live(1);
    bench.hear(snapshot(kitchen_of(1)));
    assert_eq!(bench.phase(), Phase::Closing);
    let mut bench = Bench::live(1);
    bench
        .machine
        .handle_bad_frame("no JSON".to_owned(), bench.now);
    assert_eq!(bench.phase(), Phase::Closing);
}

#[test]
fn another_epoch_replaces_what_was_known() {
    let mut bench = Bench::with(Some(replica_of(9)), vec![], 1);
    bench.greet();
    bench.hear(ServerFrame::Welcome(Welcome {
        epoch: "second".to_owned(),
        snapshot: Some(kitchen_of(2).into()),
        ..welcome(2)
    }));
    let replica = bench.machine.picture().replica.unwrap();
    assert_eq!((&*replica.epoch, replica.state.seq), ("second", 2));
}
