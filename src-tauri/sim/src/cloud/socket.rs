//! A session over WebSocket: the machine's events onto a socket, and back.

use super::{
    Shared,
    calls::Door,
    faults::{OpenFault, Poke},
    talk::{Carrier, Said, Talk},
};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use scope::time;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        protocol::{CloseFrame, WebSocketConfig},
    },
};

/// The provider pings so often (REALTIME, section 6.2).
const PING: Duration = Duration::from_secs(20);

/// The largest message: an append of 15 MiB in base64 and its frame.
const MESSAGE_BYTES: usize = 21 * 1024 * 1024;

/// A connection that ended without a close frame (RFC 6455, section 7.1.5).
const NO_CODE: u16 = 1006;

/// A socket that was a request.
pub(super) type Ws = WebSocketStream<TokioIo<Upgraded>>;

/// How a connection begins.
pub(super) enum Beginning {
    /// A session of these wishes.
    Session(Value),
    /// A refusal: an error of that code and message, then a close of that code.
    Refused(&'static str, String, u16),
    /// A call that a server joins.
    Joined(Door),
    /// A fault that a test wants.
    Fault(OpenFault),
}

/// The settings of the double's sockets.
pub(super) fn settings() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES))
        .max_frame_size(Some(MESSAGE_BYTES))
}

/// Serves a connection to its end.
pub(super) async fn serve(shared: Arc<Shared>, mut ws: Ws, beginning: Beginning) {
    match beginning {
        Beginning::Session(wishes) => session(shared, ws, &wishes).await,
        Beginning::Joined(door) => joined(&mut ws, door).await,
        Beginning::Refused(code, message, close) => refuse(&mut ws, code, &message, close).await,
        Beginning::Fault(OpenFault::Refused(code, close)) => {
            refuse(&mut ws, code, "The test wants it so.", close).await;
        }
        Beginning::Fault(OpenFault::Expired) => expired(&mut ws).await,
        Beginning::Fault(_) => while let Some(Ok(_)) = ws.next().await {},
    }
}

fn error(code: Option<&str>, message: &str, event: &Value) -> Message {
    let error = json!({
        "type": "error", "event_id": "event_refused",
        "error": {"type": "invalid_request_error", "code": code, "message": message,
            "param": null, "event_id": event.get("event_id")},
    });
    Message::text(error.to_string())
}

async fn refuse(ws: &mut Ws, code: &'static str, message: &str, close: u16) {
    let frame = CloseFrame {
        code: close.into(),
        reason: code.into(),
    };
    // Who has gone already needs no refusal.
    let _ = ws.feed(error(Some(code), message, &Value::Null)).await;
    let _ = ws.close(Some(frame)).await;
    while let Some(Ok(_)) = ws.next().await {}
}

/// An expired token: the socket is open, and the first request learns of it.
async fn expired(ws: &mut Ws) {
    while let Some(Ok(message)) = ws.next().await {
        if let Message::Text(text) = message {
            let event: Value = serde_json::from_str(&text).unwrap_or_default();
            let refusal = error(None, "Ephemeral token expired", &event);
            if ws.send(refusal).await.is_err() {
                return;
            }
        }
    }
}

/// A server beside a call: it hears what the session says, and says what it likes.
async fn joined(ws: &mut Ws, door: Door) {
    let mut hears = door.hears.subscribe();
    let says = door.says.clone();
    // The session's own end is the end of what there is to hear.
    drop(door);
    loop {
        tokio::select! {
            message = ws.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    if says.send(text.as_str().to_owned()).await.is_err() {
                        return close(ws, 1000, "").await;
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            event = hears.recv() => match event {
                Ok(event) => {
                    if ws.send(Message::text(event.to_string())).await.is_err() {
                        return;
                    }
                }
                Err(_) => return close(ws, 1000, "").await,
            },
        }
    }
}

async fn session(shared: Arc<Shared>, mut ws: Ws, wishes: &Value) {
    let (id, mut pokes) = shared.enrol();
    let clock = (Instant::now(), shared.unix_seconds());
    let talk = Talk::begin(&id, wishes, Carrier::Socket, shared.manners(), clock);
    let mut talk = match talk {
        Ok(talk) => talk,
        Err(fault) => {
            refuse(&mut ws, fault.code, &fault.message, 4000).await;
            return shared.leave(&id, 4000);
        }
    };
    let mut pings = time::Ticker::new(PING);
    let code = loop {
        match speak(&shared, &id, &mut talk, &mut ws).await {
            Ok(None) => {}
            Ok(Some(code)) => break code,
            Err(_) => break NO_CODE,
        }
        tokio::select! {
            message = ws.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    shared.heard(&id, &text);
                    talk.handle_text(&text, Instant::now());
                }
                Some(Ok(Message::Binary(_))) => talk.handle_binary(),
                Some(Ok(Message::Close(frame))) => {
                    // Reading on sends the answer.
                    while let Some(Ok(_)) = ws.next().await {}
                    break frame.map_or(1005, |frame| frame.code.into());
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break NO_CODE,
            },
            () = time::sleep_until(talk.poll_timeout()) => talk.handle_timeout(Instant::now()),
            _ = pings.tick() => {
                if ws.send(Message::Ping(Vec::new().into())).await.is_err() {
                    break NO_CODE;
                }
            }
            poke = pokes.recv() => match poke {
                Some(Poke::Say(event)) => talk.raw(event),
                Some(Poke::Text(text)) => {
                    if ws.send(Message::text(text)).await.is_err() {
                        break NO_CODE;
                    }
                }
                Some(Poke::Expire) => talk.expire(),
                Some(Poke::Close(code)) => {
                    close(&mut ws, code, "").await;
                    break code;
                }
                Some(Poke::Break) | None => break NO_CODE,
            },
        }
    };
    shared.leave(&id, code);
}

/// Says what is to be said; the close code once that was the last.
async fn speak(
    shared: &Shared,
    id: &str,
    talk: &mut Talk,
    ws: &mut Ws,
) -> Result<Option<u16>, tokio_tungstenite::tungstenite::Error> {
    while let Some(said) = talk.poll_said() {
        match said {
            Said::Event(event) => {
                ws.feed(Message::text(event.to_string())).await?;
                shared.said(id, event);
            }
            Said::Close { code, reason } => {
                close(ws, code, reason).await;
                return Ok(Some(code));
            }
            // There is no sound beside a socket's events.
            Said::Play(_) | Said::Hush => {}
        }
    }
    ws.flush().await?;
    Ok(None)
}

async fn close(ws: &mut Ws, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code: code.into(),
        reason: reason.into(),
    };
    if ws.close(Some(frame)).await.is_ok() {
        while let Some(Ok(_)) = ws.next().await {}
    }
}
