//! A client's events, to the host's side of a session, with an engine that answers at once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use realtime::{
    host::{Beginning, Carrier, Ending, Host, Output, Reply},
    session::{Capabilities, Session, SessionKind},
};
use std::time::{Duration, Instant};

fuzz_target!(|input: &str| {
    let now = Instant::now();
    let capabilities = Capabilities::local(vec!["alloy".to_owned()]);
    let carrier = match input.len() % 2 {
        0 => Carrier::WebRtc,
        _ => Carrier::WebSocket,
    };
    let mut host = Host::new(Beginning {
        carrier,
        session: Session::new(SessionKind::Realtime, "heard", &capabilities),
        capabilities,
        seed: 1,
        now,
        unix_now: 1_800_000_000,
    });
    let mut client = Client::default();
    for (place, event) in input.lines().enumerate() {
        let now = now + Duration::from_millis(100 * place as u64);
        host.handle_sound(Duration::from_millis(100));
        host.handle_client(event, now);
        client.serve(&mut host, now);
        host.handle_timeout(now);
        client.serve(&mut host, now);
    }
    host.end(Ending::HungUp, now);
    client.serve(&mut host, now);
    assert_eq!(client.created, client.done, "every response ends once");
    assert!(client.closed);
});

#[derive(Default)]
struct Client {
    created: usize,
    done: usize,
    closed: bool,
}

impl Client {
    /// Carries out what the host wants.
    fn serve(&mut self, host: &mut Host, now: Instant) {
        while let Some(output) = host.poll_output() {
            assert!(!self.closed, "nothing follows a close");
            match output {
                Output::Send(text) => self.hear(&text),
                Output::Recognise(wanted) => {
                    host.handle_transcript(&wanted.item_id, Ok("two fries"), now);
                }
                Output::Ask(ask) => {
                    for reply in [Reply::Text("Two fries.".to_owned()), Reply::Done] {
                        host.handle_reply(&ask.response_id, reply, now);
                    }
                }
                Output::Silence { .. } => host.handle_silenced(Duration::ZERO, now),
                Output::Close { .. } => self.closed = true,
                Output::Settings
                | Output::Sound { .. }
                | Output::ForgetSound
                | Output::Drop { .. } => {}
            }
        }
    }

    fn hear(&mut self, text: &str) {
        let event: serde_json::Value = serde_json::from_str(text).expect("events are JSON");
        match event["type"].as_str() {
            Some("response.created") => self.created += 1,
            Some("response.done") => self.done += 1,
            _ => {}
        }
        assert!(self.created - self.done <= 1, "one response at a time");
    }
}
