//! A walk over all states and all inputs: no state is without a deadline, a way back, and an end.

use crate::bench::*;
use realtime::host::*;
use realtime::limits::{SESSION_AGE, SESSION_IDLE};
use serde_json::{Value, json};
use std::time::Duration;

type State = (&'static str, fn(Carrier) -> Bench);

fn detection(settings: Value) -> Value {
    json!({"type": "session.update", "session": {"type": "realtime",
        "audio": {"input": {"turn_detection": settings}}}})
}

fn turn(bench: &mut Bench) {
    bench.sound(secs(1));
    bench.speech_started();
    bench.sound(secs(1));
    bench.speech_stopped();
}

fn answering(carrier: Carrier) -> Bench {
    let mut bench = Bench::listening(carrier);
    bench.sound(secs(1));
    bench.say(json!({"type": "response.create"}));
    bench
}

fn spoken(carrier: Carrier) -> Bench {
    let mut bench = answering(carrier);
    bench.reply(Reply::Text("Two tacos.".to_owned()));
    match carrier {
        Carrier::WebRtc => bench.reply(Reply::Playing(secs(2))),
        Carrier::WebSocket => bench.reply(Reply::Sound(vec![0; 9600])),
    }
    bench
}

const STATES: &[State] = &[
    ("listening", Bench::listening),
    ("pushed", Bench::pushed),
    ("pushed, with sound", |carrier| {
        let mut bench = Bench::pushed(carrier);
        bench.sound(secs(1));
        bench
    }),
    ("the guest speaks", |carrier| {
        let mut bench = Bench::listening(carrier);
        bench.sound(secs(1));
        bench.speech_started();
        bench
    }),
    ("waiting for a transcript", |carrier| {
        let mut bench = Bench::listening(carrier);
        turn(&mut bench);
        bench
    }),
    ("a transcript beside nothing", |carrier| {
        let mut bench = Bench::pushed(carrier);
        bench.sound(secs(1));
        bench.say(json!({"type": "input_audio_buffer.commit"}));
        bench
    }),
    ("asked", answering),
    ("speaking", spoken),
    ("speaking, and the guest too", |carrier| {
        let mut bench = spoken(carrier);
        bench.say(detection(json!({"interrupt_response": false})));
        bench.speech_started();
        bench
    }),
    ("speaking, with another turn behind", |carrier| {
        let mut bench = spoken(carrier);
        bench.say(detection(json!({"interrupt_response": false})));
        turn(&mut bench);
        bench
    }),
    ("calling", |carrier| {
        let mut bench = answering(carrier);
        let (name, arguments) = ("submit_order".to_owned(), "{}".to_owned());
        bench.reply(Reply::ToolStarted { name, arguments });
        bench
    }),
    ("a call for the client waits", |carrier| {
        let mut bench = answering(carrier);
        let (name, arguments) = ("add_item".to_owned(), "{}".to_owned());
        bench.reply(Reply::Call { name, arguments });
        bench.reply(Reply::Done);
        bench
    }),
    ("out of band", |carrier| {
        let mut bench = Bench::listening(carrier);
        bench.say(json!({"type": "response.create", "response": {"conversation": "none"}}));
        bench
    }),
    ("being heard", |carrier| {
        let mut bench = spoken(carrier);
        bench.reply(Reply::Done);
        bench
    }),
    ("being silenced", |carrier| {
        let mut bench = spoken(carrier);
        bench.reply(Reply::Done);
        bench.speech_started();
        bench
    }),
    ("waiting for silence", |carrier| {
        let mut bench = Bench::listening(carrier);
        bench.say(detection(json!({"idle_timeout_ms": 5000})));
        bench.text_turn("hi", "Hi.");
        bench
    }),
    ("writing down", |carrier| {
        let settings = json!({"type": "transcription"});
        let mut bench = Bench::with(carrier, capabilities(), settings);
        turn(&mut bench);
        bench
    }),
    ("ended", |carrier| {
        let mut bench = spoken(carrier);
        bench.host.end(Ending::HungUp, bench.now);
        bench.drain();
        bench
    }),
];

type Input = (&'static str, fn(&mut Bench));

const INPUTS: &[Input] = &[
    ("nothing", |_| {}),
    ("deadline", |b| {
        b.until_deadline();
    }),
    ("sleep", |b| {
        b.pass(secs(1000));
        b.host.handle_timeout(b.now);
        b.drain();
    }),
    ("garbage", |b| b.say_text("{")),
    ("binary", |b| {
        b.host.handle_binary(b.now);
        b.drain();
    }),
    ("update", |b| {
        b.say(
            json!({"type": "session.update", "session": {"type": "realtime",
        "instructions": "Be brief."}}),
        )
    }),
    ("push to talk", |b| b.say(detection(json!(null)))),
    ("listen", |b| {
        b.say(detection(json!({"type": "server_vad"})))
    }),
    ("listen for silence", |b| {
        b.say(detection(
            json!({"type": "server_vad", "idle_timeout_ms": 5000}),
        ));
    }),
    ("sound", |b| b.sound(secs(1))),
    ("much sound", |b| b.sound(secs(20))),
    ("speech started", |b| b.speech_started()),
    ("speech stopped", |b| b.speech_stopped()),
    ("a turn", turn),
    ("partial", |b| {
        b.host.handle_partial("two");
        b.drain();
    }),
    ("transcript", |b| {
        if let Some(Output::Recognise(heard)) = b
            .wishes
            .iter()
            .find(|it| matches!(it, Output::Recognise(_)))
            .cloned()
        {
            b.understood(&heard.item_id, "two tacos");
        }
    }),
    ("commit", |b| {
        b.say(json!({"type": "input_audio_buffer.commit"}))
    }),
    ("clear", |b| {
        b.say(json!({"type": "input_audio_buffer.clear"}))
    }),
    ("clear output", |b| {
        b.say(json!({"type": "output_audio_buffer.clear"}))
    }),
    ("item", |b| b.say(user_text("two tacos"))),
    ("create", |b| b.say(json!({"type": "response.create"}))),
    ("create out of band", |b| {
        b.say(json!({"type": "response.create", "response": {"conversation": "none"}}));
    }),
    ("cancel", |b| b.say(json!({"type": "response.cancel"}))),
    ("words", |b| b.reply(Reply::Text("Two".to_owned()))),
    ("sound out", |b| b.reply(Reply::Sound(vec![0; 4800]))),
    ("playing", |b| b.reply(Reply::Playing(secs(1)))),
    ("call", |b| {
        b.reply(Reply::Call {
            name: "x".to_owned(),
            arguments: "{}".to_owned(),
        })
    }),
    ("tool", |b| {
        b.reply(Reply::ToolStarted {
            name: "x".to_owned(),
            arguments: "{}".to_owned(),
        })
    }),
    ("tool ended", |b| {
        b.reply(Reply::ToolEnded(Ok("{}".to_owned())))
    }),
    ("done", |b| b.reply(Reply::Done)),
    ("incomplete", |b| {
        b.reply(Reply::Incomplete("content_filter"))
    }),
    ("failed", |b| {
        b.reply(Reply::Failed {
            code: "x".to_owned(),
            message: "x".to_owned(),
        })
    }),
    ("drained", |b| b.drained()),
    ("silenced", |b| b.silenced(ms(100))),
    ("hung up", |b| {
        b.host.end(Ending::HungUp, b.now);
        b.drain();
    }),
];

/// Plays a good owner until nothing is under way.
fn settle(bench: &mut Bench) {
    for _ in 0..50 {
        let Some(wish) = (!bench.wishes.is_empty()).then(|| bench.wishes.remove(0)) else {
            match bench.host.running().is_some() {
                true => bench.reply(Reply::Done),
                false => return,
            }
            continue;
        };
        match wish {
            Output::Recognise(heard) => bench.understood(&heard.item_id, "two tacos"),
            Output::Ask(_) => bench.reply(Reply::Done),
            Output::Silence { .. } => bench.silenced(ms(100)),
            _ => {}
        }
    }
    panic!("it never settles");
}

fn each(mut visit: impl FnMut(Bench, &str)) {
    for carrier in [Carrier::WebRtc, Carrier::WebSocket] {
        for (state, make) in STATES {
            for (name, input) in INPUTS {
                let mut bench = make(carrier);
                input(&mut bench);
                visit(bench, &format!("{state} and {name} over {carrier:?}"));
            }
        }
    }
}

#[test]
fn every_state_has_a_deadline_and_time_alone_ends_it() {
    each(|mut bench, what| {
        let begun = bench.now;
        for _ in 0..2000 {
            let Some(at) = bench.host.poll_timeout() else {
                break;
            };
            let left = at.saturating_duration_since(bench.now);
            assert!(left <= SESSION_IDLE, "{what}: {left:?}");
            bench.until_deadline();
        }
        assert!(bench.host.is_closed(), "{what} never ends");
        let took = bench.now - begun;
        let most = SESSION_AGE.min(SESSION_IDLE + SESSION_IDLE + Duration::from_secs(120));
        assert!(took <= most, "{what}: {took:?}");
        bench.invariants.all_is_over();
    });
}

#[test]
fn from_every_state_there_is_a_way_to_another_turn() {
    each(|mut bench, what| {
        settle(&mut bench);
        if bench.host.is_closed() {
            bench.invariants.all_is_over();
            return;
        }
        if bench.host.session().kind == realtime::session::SessionKind::Transcription {
            bench.say(detection(json!(null)));
            return;
        }
        bench.types();
        bench.text_turn("another", "Yes.");
        let types = bench.types();
        assert!(
            types.contains(&"response.done".to_owned()),
            "{what}: {types:?}"
        );
        bench.invariants.all_is_over();
    });
}
