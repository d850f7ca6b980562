//! The one task that owns the socket, the outbox's file and the sleep: it hands in what happens
//! and carries out what is said.

use super::handle::{Message, SubmitError, Submitted};
use super::socket::{Slot, SocketEvent};
use crate::address::ServerAddress;
use crate::clock::{Now, WallClock};
use crate::connector::Connector;
use crate::limits::{FRAME_AROUND, NETWORK_LOOK};
use crate::machine::{Machine, Output, Phase};
use crate::outbox::{Keeper, OutboxEntry, SetAside, Submission, weight};
use crate::picture::Picture;
use futures_util::FutureExt;
use kitchen::{Command, CommandId};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use scope::{CancellationToken, time};
use std::io;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite;
use wire::{CLIENT_FRAME_BYTES, ClientFrame, ServerFrame};

/// Makes the chance in command ids another than that in the machine's pauses.
const ID_SEED: u64 = 0x6865_6172_6421;

/// What an actor is made of.
pub(super) struct Parts<C> {
    pub(super) machine: Machine,
    pub(super) connector: C,
    pub(super) address: ServerAddress,
    pub(super) inbox: mpsc::Receiver<Message>,
    pub(super) keeper: Keeper<Submitted>,
    pub(super) picture: watch::Sender<Picture>,
    pub(super) set_aside: Option<Arc<SetAside>>,
    pub(super) wall: WallClock,
    pub(super) seed: u64,
    pub(super) ended: CancellationToken,
}

pub(super) struct Actor<C: Connector> {
    machine: Machine,
    connector: Arc<C>,
    address: ServerAddress,
    slot: Slot<C::Stream>,
    inbox: mpsc::Receiver<Message>,
    keeper: Keeper<Submitted>,
    picture: watch::Sender<Picture>,
    set_aside: Option<Arc<SetAside>>,
    wall: WallClock,
    ids: StdRng,
    network: u64,
    look_at: Instant,
    ended: CancellationToken,
    ending: bool,
}

enum Event {
    End,
    Written(io::Result<()>),
    Message(Message),
    Socket(SocketEvent),
    Due,
}

impl<C: Connector> Actor<C> {
    pub(super) fn new(parts: Parts<C>) -> Self {
        Self {
            network: parts.connector.network(),
            machine: parts.machine,
            connector: Arc::new(parts.connector),
            address: parts.address,
            slot: Slot::Empty,
            inbox: parts.inbox,
            keeper: parts.keeper,
            picture: parts.picture,
            set_aside: parts.set_aside,
            wall: parts.wall,
            ids: StdRng::seed_from_u64(parts.seed ^ ID_SEED),
            look_at: time::Instant::now().into_std(),
            ended: parts.ended,
            ending: false,
        }
    }

    /// Runs until the scope is cancelled, the socket is closed and the file is written.
    pub(super) async fn run(mut self) {
        loop {
            self.carry_out();
            if self.ending && self.slot.is_empty() && self.keeper.is_idle() {
                return;
            }
            let due = self.due();
            // In this order: what has arrived is heard before the clock judges.
            let event = tokio::select! {
                biased;
                () = self.ended.cancelled(), if !self.ending => Event::End,
                written = self.keeper.done() => Event::Written(written),
                Some(message) = self.inbox.recv(), if !self.ending => Event::Message(message),
                event = self.slot.event() => Event::Socket(event),
                () = time::sleep_until(due) => Event::Due,
            };
            match event {
                Event::End => self.end(),
                Event::Written(result) => self.written(&result),
                Event::Message(message) => self.message(message),
                Event::Socket(event) => self.socket(event),
                Event::Due => self.deadline().await,
            }
        }
    }

    fn now(&self) -> Now {
        Now {
            at: time::Instant::now().into_std(),
            wall_ms: (self.wall)(),
        }
    }

    /// The earliest of all deadlines.
    fn due(&self) -> Instant {
        let live = self.machine.status().phase == Phase::Live;
        let others = [
            self.slot.deadline(),
            self.keeper.due(),
            (!live).then_some(self.look_at),
        ];
        let others = others.into_iter().flatten();
        others.fold(self.machine.poll_timeout(), Instant::min)
    }

    fn carry_out(&mut self) {
        let now = self.now().at;
        while let Some(output) = self.machine.poll_output() {
            match output {
                Output::Open if self.ending => {}
                Output::Open => {
                    self.slot = Slot::opening(self.connector.clone(), self.address.clone());
                }
                Output::Send(frame) => self.send(&frame, now),
                Output::Close { code } => self.slot.close(code, now),
                Output::Drop => self.slot = Slot::Empty,
            }
        }
        self.keeper.start(self.machine.queue(), now);
        if self.machine.take_changed() {
            self.picture.send_replace(Picture {
                set_aside: self.set_aside.clone(),
                ..self.machine.picture()
            });
        }
    }

    fn send(&mut self, frame: &ClientFrame, now: Instant) {
        match serde_json::to_string(frame) {
            Ok(text) => self.slot.send(tungstenite::Message::text(text), now),
            // A command was written to disk in the same form before it got here.
            Err(error) => tracing::error!(%error, "a frame cannot be written"),
        }
    }

    fn end(&mut self) {
        self.ending = true;
        self.inbox.close();
        let now = self.now();
        self.machine.end(now);
        self.keeper.hurry(self.machine.queue(), now.at);
    }

    async fn deadline(&mut self) {
        // After a stall the clock is ahead of the socket. Giving way once lets the runtime look at
        // the socket, too.
        tokio::task::yield_now().await;
        while let Some(event) = self.slot.event().now_or_never() {
            self.socket(event);
            self.carry_out();
        }
        let now = self.now();
        if let Some(cause) = self.slot.give_up(now.at) {
            self.machine.handle_gone(cause, now);
        }
        if self.look_at <= now.at {
            self.look_at = now.at + NETWORK_LOOK;
            let network = self.connector.network();
            if std::mem::replace(&mut self.network, network) != network {
                self.machine.network_changed(now);
            }
        }
        self.machine.handle_timeout(now);
    }

    fn socket(&mut self, event: SocketEvent) {
        match event {
            SocketEvent::Opened => self.machine.handle_opened(self.now()),
            SocketEvent::Text(text) => match ServerFrame::read(&text) {
                // The time after reading: a large snapshot takes a while, and is no silence.
                Ok(frame) => self.machine.handle_frame(frame, self.now()),
                Err(error) => self.machine.handle_bad_frame(error.to_string(), self.now()),
            },
            SocketEvent::Bytes => self.machine.handle_bytes(self.now()),
            SocketEvent::Strange => {
                let error = "a frame of bytes, not text".to_owned();
                self.machine.handle_bad_frame(error, self.now());
            }
            SocketEvent::Gone(cause) => self.machine.handle_gone(cause, self.now()),
        }
        // A server that never pauses must not keep the pings back.
        self.machine.handle_timeout(self.now());
    }

    fn message(&mut self, message: Message) {
        let now = self.now();
        match message {
            Message::Submit(id, body, reply) => self.submit(id, body, reply, now),
            Message::Forget(id, reply) => {
                if self.machine.forget(id) {
                    self.keeper.forgotten(reply);
                } else {
                    // Whoever asked may have gone.
                    let _ = reply.send(false);
                }
            }
            Message::Dismiss(id) => self.machine.dismiss(id),
            Message::TryNow => self.machine.try_now(now),
            Message::NetworkChanged => self.machine.network_changed(now),
            Message::SetServer(address, token) => {
                self.address = address;
                self.machine.new_server(token, now);
            }
        }
    }

    fn submit(&mut self, id: Option<CommandId>, body: Command, reply: Submitted, now: Now) {
        if let Some(id) = id.filter(|id| self.machine.queue().has(*id)) {
            // Whoever asked may have gone; so below.
            let _ = reply.send(Ok(id));
            return;
        }
        if weight(&body).saturating_add(FRAME_AROUND) > CLIENT_FRAME_BYTES {
            let _ = reply.send(Err(SubmitError::TooLarge));
            return;
        }
        let id = id.unwrap_or_else(|| {
            let millis = u64::try_from(now.wall_ms).unwrap_or(0);
            let id = uuid::Builder::from_unix_timestamp_millis(millis, &self.ids.random());
            CommandId(id.into_uuid())
        });
        let entry = OutboxEntry {
            id,
            body: Arc::new(body),
            made_at_ms: now.wall_ms,
            sent: false,
            acked_seq: None,
        };
        let new = Submission { entry, reply };
        if let Err(refused) = self.keeper.submit(self.machine.queue(), new) {
            let _ = refused.reply.send(Err(SubmitError::OutboxFull));
        }
    }

    fn written(&mut self, result: &io::Result<()>) {
        let now = self.now();
        let batch = self.keeper.finish(result, now.at);
        for Submission { entry, reply } in batch.submissions {
            let answer = match result {
                Ok(()) => {
                    let id = entry.id;
                    // Asked for twice before it was written, it is still one.
                    if !self.machine.queue().has(id) {
                        self.machine.push(entry, now);
                    }
                    Ok(id)
                }
                Err(error) => Err(SubmitError::Storage(error.to_string())),
            };
            let _ = reply.send(answer);
        }
        for reply in batch.forgotten {
            let _ = reply.send(true);
        }
    }
}
