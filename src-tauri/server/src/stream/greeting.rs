//! A connection until it is known whose it is.

use super::{
    Io,
    line::{Cut, End, Line},
    machine::{Action, Close, Machine},
    seats::Seat,
    socket::{Received, Socket},
};
use crate::{
    app::App,
    auth::{AuthError, Identity, Role},
    kitchens::Restaurant,
};
use scope::{CancellationToken, time};
use std::{net::IpAddr, sync::Arc};
use wire::{HELLO_BYTES, Hello, close};

/// Nothing can be looked up now, or nothing can be opened; the client tries again.
const TRY_AGAIN: Close = Close::new(TRY_AGAIN_LATER, "not now; try again");

/// As the WebSocket's registry has it (IANA, WebSocket Close Code Number Registry).
const TRY_AGAIN_LATER: u16 = 1013;

/// The longest device id: a UUID and a word before it, twice over. It stands in every log line.
const DEVICE_BYTES: usize = 128;

/// Waits for hello and lets the client in, or says why not.
pub(super) async fn greet(app: &App, io: Io, from: IpAddr) -> Option<Greeted<Io>> {
    let mut line = Line::new(Socket::new(io, HELLO_BYTES), stopping(app.stopping.clone()));
    let mut machine = Machine::new(time::Instant::now());
    let greeted = match hello(app, &mut line, &mut machine).await {
        Ok(hello) => admit(app, &hello, from)
            .await
            .map(|admitted| (hello, admitted)),
        Err(end) => Err(end),
    };
    match greeted {
        Ok((hello, admitted)) => {
            line.cut_by(cut(app, &admitted));
            machine.open(admitted.identity.role, time::Instant::now());
            Some(Greeted {
                line,
                machine,
                hello,
                admitted,
            })
        }
        Err(end) => {
            tracing::debug!(%from, ?end, "a stream was not opened");
            line.end(end).await;
            None
        }
    }
}

/// A connection of which it is known whose it is.
pub(super) struct Greeted<S> {
    pub line: Line<S>,
    pub machine: Machine,
    pub hello: Box<Hello>,
    pub admitted: Admitted,
}

/// Whose connection it is, and where it belongs.
pub(super) struct Admitted {
    pub identity: Identity,
    pub restaurant: Arc<Restaurant>,
    pub seat: Seat,
}

async fn hello(app: &App, line: &mut Line<Io>, machine: &mut Machine) -> Result<Box<Hello>, End> {
    loop {
        let received = tokio::select! {
            received = line.receive() => Some(received?),
            () = time::sleep_until(machine.poll_timeout()) => None,
        };
        let now = time::Instant::now();
        let action = match received {
            Some(received) => understand(machine, received, now, app.clock.now_ms())?,
            None => machine.timeout(now),
        };
        match action {
            Action::Greet(hello) => return Ok(hello),
            Action::Close(close) => return Err(End::Close(close)),
            Action::Nothing | Action::Submit(..) | Action::Reply(_) | Action::Ping => {}
        }
    }
}

/// What the machine says to something that came.
///
/// # Errors
/// [`End`] where it is nothing the machine need see.
pub(super) fn understand(
    machine: &mut Machine,
    received: Received,
    now: time::Instant,
    now_ms: i64,
) -> Result<Action, End> {
    let bad = |reason| Err(End::Close(Close::new(close::BAD_FRAME, reason)));
    match received {
        Received::Text(text) => Ok(machine.text(&text, now, now_ms)),
        Received::Sign => Ok(machine.sign(now)),
        Received::Binary => bad("a binary frame"),
        Received::Garbage => bad("not a WebSocket's frame"),
        Received::TooLarge => Err(End::Close(Close::new(close::TOO_LARGE, "too large"))),
        Received::Gone => Err(End::Gone),
    }
}

async fn admit(app: &App, hello: &Hello, from: IpAddr) -> Result<Admitted, End> {
    let closed = |code, reason| End::Close(Close::new(code, reason));
    if hello.device.id.len() > DEVICE_BYTES {
        return Err(closed(close::BAD_FRAME, "the device's id is too long"));
    }
    let identity = app.auth.authenticate(&hello.token, from).await;
    let identity = identity.map_err(|error| match error {
        AuthError::Unknown => closed(close::NOT_AUTHENTICATED, "the token is not valid"),
        AuthError::TooMany(_) => closed(close::TOO_MANY, "too many wrong tokens"),
        AuthError::Unavailable => End::Close(TRY_AGAIN),
    })?;
    // A counter sees what can be had, and what becomes of its orders.
    if !matches!(
        identity.role,
        Role::Display | Role::Counter | Role::Device | Role::Operator
    ) {
        return Err(closed(
            close::NOT_ALLOWED,
            "the token's role may not stream",
        ));
    }
    let restaurant = app.kitchens.open(&identity.restaurant).await;
    let restaurant = restaurant.map_err(|_| End::Close(TRY_AGAIN))?;
    let seat = app.streams.seat(&identity.restaurant, &hello.device.id);
    let seat = seat.map_err(|_| closed(close::TOO_MANY, "too many displays"))?;
    Ok(Admitted {
        identity,
        restaurant,
        seat,
    })
}

async fn stopping(stopping: CancellationToken) -> Cut {
    stopping.cancelled_owned().await;
    Cut::Stopping
}

fn cut(app: &App, admitted: &Admitted) -> impl Future<Output = Cut> + Send + 'static {
    let stopping = app.stopping.clone();
    let replaced = admitted.seat.replaced().clone();
    let revoked = admitted.identity.revoked.clone();
    async move {
        tokio::select! {
            biased;
            () = revoked.cancelled() => Cut::Revoked,
            () = replaced.cancelled() => Cut::Replaced,
            () = stopping.cancelled() => Cut::Stopping,
        }
    }
}
