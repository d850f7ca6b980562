//! Calls: an offer in, an answer out, and the session over the connection that comes of it
//! (REALTIME, section 3).

use super::{
    Shared,
    faults::Poke,
    lock,
    rules::Fault,
    talk::{Carrier, Said, Talk},
};
use peer::{Event, Frame, Mark, Peer, RATE, Settings, Speaker};
use scope::{Task, time};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{broadcast, mpsc},
    time::Instant,
};

/// Events of a call that a server which has joined it may be behind.
const JOINED: usize = 1_024;

/// Half a period of the tone that the double speaks with, in samples: 400 Hz.
const HALF_PERIOD: usize = 60;

/// How loud it is.
const LEVEL: i16 = 4_000;

/// A connection that ended (RFC 6455, section 7.1.5, for want of one of its own).
const NO_CODE: u16 = 1006;

/// The way into a call for a server that joins it (REALTIME, section 1: sideband).
#[derive(Clone)]
pub(super) struct Door {
    /// The session of the call.
    pub session: String,
    /// What the server says.
    pub says: mpsc::Sender<String>,
    /// What the session says.
    pub hears: broadcast::Sender<Value>,
}

/// The parts of a form (RFC 7578).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Form {
    pub sdp: Option<String>,
    pub session: Option<Value>,
}

/// Reads a form's parts.
pub(super) fn form(kind: &str, body: &str) -> Option<Form> {
    let boundary = kind
        .split(';')
        .find_map(|part| part.trim().strip_prefix("boundary="))?;
    let mut form = Form::default();
    for part in body
        .split(&format!("--{}", boundary.trim_matches('"')))
        .skip(1)
    {
        let Some((head, text)) = part.split_once("\r\n\r\n") else {
            continue;
        };
        let text = text.strip_suffix("\r\n").unwrap_or(text);
        if head.contains("name=\"sdp\"") {
            form.sdp = Some(text.to_owned());
        } else if head.contains("name=\"session\"") {
            form.session = Some(serde_json::from_str(text).ok()?);
        }
    }
    Some(form)
}

/// Answers an offer; the session begins when its channel opens.
///
/// # Errors
/// What is wrong with the offer.
pub(super) async fn answer(
    shared: &Arc<Shared>,
    offer: &str,
    wishes: Value,
) -> Result<(String, String), Fault> {
    let refused = |error: &dyn std::fmt::Display| {
        Fault::at(
            "invalid_offer",
            "sdp",
            format!("The offer will not do: {error}"),
        )
    };
    let answered = Peer::answer(&shared.scope, offer, &Settings::default()).await;
    let (sdp, peer) = answered.map_err(|error| refused(&error))?;
    let call = format!("rtc_{}", uuid::Uuid::new_v4().simple());
    let (says, joined) = mpsc::channel(JOINED);
    let (session, pokes) = shared.enrol();
    let door = Door {
        session,
        says,
        hears: broadcast::Sender::new(JOINED),
    };
    lock(&shared.state).calls.insert(call.clone(), door.clone());
    let serving = Call {
        shared: shared.clone(),
        door,
        pokes,
        joined,
        mark: None,
        lost: lock(&shared.setup).lost_first,
    };
    let name = call.clone();
    let task = async move { serving.run(peer, wishes, &name).await };
    let spawned = shared.scope.spawn(Task::abort(call.clone()), task);
    spawned.map_err(|error| refused(&error))?;
    Ok((call, sdp))
}

struct Call {
    shared: Arc<Shared>,
    door: Door,
    pokes: mpsc::Receiver<Poke>,
    joined: mpsc::Receiver<String>,
    /// The end of what is being said.
    mark: Option<Mark>,
    /// Events that are still to be lost.
    lost: usize,
}

impl Call {
    async fn run(mut self, mut peer: Peer, wishes: Value, call: &str) {
        let code = match peer.events.next().await {
            Some(Event::Open) => self.session(&mut peer, &wishes).await,
            _ => NO_CODE,
        };
        lock(&self.shared.state).calls.remove(call);
        peer.connection.close("the session is over");
        peer.connection.closed().await;
        self.shared.leave(&self.door.session, code);
    }

    async fn session(&mut self, peer: &mut Peer, wishes: &Value) -> u16 {
        let clock = (Instant::now(), self.shared.unix_seconds());
        let id = self.door.session.clone();
        let talk = Talk::begin(&id, wishes, Carrier::Call, self.shared.manners(), clock);
        // Its wishes were looked at when it was asked for.
        let Ok(mut talk) = talk else { return NO_CODE };
        loop {
            while let Some(said) = talk.poll_said() {
                if let Err(code) = self.speak(peer, said).await {
                    return code;
                }
            }
            if let Err(code) = self.hear(peer, &mut talk).await {
                return code;
            }
        }
    }

    /// Says one thing; the code when that was the last.
    async fn speak(&mut self, peer: &Peer, said: Said) -> Result<(), u16> {
        match said {
            Said::Event(_) if self.lost > 0 => {
                self.lost -= 1;
                Ok(())
            }
            Said::Event(event) => {
                self.shared.said(&self.door.session, event.clone());
                let sent = peer.texts.send(&event.to_string()).await;
                // Nobody need have joined.
                let _ = self.door.hears.send(event);
                sent.map_err(|_| NO_CODE)
            }
            Said::Play(length) => {
                self.mark = play(&peer.speaker, length).await;
                Ok(())
            }
            Said::Hush => {
                peer.speaker.clear();
                self.mark = None;
                Ok(())
            }
            Said::Close { code, .. } => Err(code),
        }
    }

    /// Hears one thing; the code when that was the end.
    async fn hear(&mut self, peer: &mut Peer, talk: &mut Talk) -> Result<(), u16> {
        let now = Instant::now();
        tokio::select! {
            event = peer.events.next() => match event {
                Some(Event::Text(text)) => self.heard(talk, &text, now),
                Some(Event::Binary(_)) => talk.handle_binary(),
                Some(Event::Drained(mark)) if self.mark == Some(mark) => talk.handle_played(now),
                Some(Event::Closed(_)) | None => return Err(1000),
                Some(Event::Open | Event::Drained(_)) => {}
            },
            Some(frame) = peer.sound.next() => talk.handle_sound(&halved(&frame), now),
            Some(text) = self.joined.recv() => self.heard(talk, &text, now),
            poke = self.pokes.recv() => match poke {
                Some(Poke::Say(event)) => talk.raw(event),
                Some(Poke::Text(text)) => peer.texts.send(&text).await.map_err(|_| NO_CODE)?,
                Some(Poke::Expire) => talk.expire(),
                Some(Poke::Close(code)) => return Err(code),
                Some(Poke::Break) | None => return Err(NO_CODE),
            },
            () = time::sleep_until(talk.poll_timeout()) => talk.handle_timeout(now),
        }
        Ok(())
    }

    fn heard(&self, talk: &mut Talk, text: &str, now: Instant) {
        self.shared.heard(&self.door.session, text);
        talk.handle_text(text, now);
    }
}

/// Speaks for so long, and returns its mark.
async fn play(speaker: &Speaker, length: Duration) -> Option<Mark> {
    let samples = usize::try_from(length.as_millis()).unwrap_or(0) * (RATE as usize / 1_000);
    let level = |at: usize| {
        if (at / HALF_PERIOD).is_multiple_of(2) {
            LEVEL
        } else {
            -LEVEL
        }
    };
    let sound: Vec<i16> = (0..samples).map(level).collect();
    // A connection that has ended is noticed where it is heard.
    speaker.say(&sound).await.ok()?;
    Some(speaker.finish())
}

/// Sound of a connection as the session has it: 24 kHz, 16 bits.
fn halved(frame: &Frame) -> Vec<u8> {
    let pairs = frame.chunks_exact(2);
    let mean = |pair: &[i16]| i32::midpoint(pair[0].into(), pair[1].into());
    pairs
        .flat_map(|pair| (mean(pair) as i16).to_le_bytes())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_is_read() {
        let kind = "multipart/form-data; boundary=\"b\"";
        let body = "--b\r\nContent-Disposition: form-data; name=\"sdp\"\r\n\r\nv=0\r\n\r\n--b\r\n\
            Content-Disposition: form-data; name=\"session\"\r\nContent-Type: application/json\r\n\
            \r\n{\"type\":\"realtime\"}\r\n--b--\r\n";
        let read = form(kind, body).unwrap();
        assert_eq!(read.sdp.as_deref(), Some("v=0\r\n"));
        assert_eq!(read.session, Some(json!({"type": "realtime"})));
        assert_eq!(form("multipart/form-data", body), None);
    }
}
