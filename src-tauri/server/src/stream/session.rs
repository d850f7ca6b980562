//! A display's connection: what has happened since, what happens, and what it wants to happen.

mod beginning;

use super::{
    greeting::{Admitted, Greeted, understand},
    in_flight::InFlight,
    line::{Cut, End, Line},
    machine::{Action, Close, Machine},
    socket::{Received, Text},
};
use crate::{
    app::App,
    command::ReadCommand,
    kitchens::{Batch, Once, Restaurant, Submission},
};
use futures_util::FutureExt;
use kitchen::CommandId;
use scope::time;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::broadcast::{
        self,
        error::{RecvError, TryRecvError},
    },
};
use wire::{CLIENT_FRAME_BYTES, Cursor, ServerFrame};

/// Batches sent with one flush: a display that fell behind catches up in few calls, and nobody
/// waits long for an answer behind them.
const BATCHES_AT_ONCE: usize = 64;

/// How long answers are waited for when the server stops; the disk gives them in milliseconds.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);

/// The server is at fault; the log says how (RFC 6455, section 7.4.1).
const FAULT: End = End::Close(Close::new(1011, "a fault of the server"));

/// A display that may stream.
pub(super) struct Session<S> {
    app: App,
    line: Line<S>,
    machine: Machine,
    admitted: Admitted,
    device: Arc<str>,
    resume: Option<Cursor>,
    batches: broadcast::Receiver<Arc<Batch>>,
    in_flight: InFlight,
    /// The last event it was sent.
    seq: u64,
}

/// What a session waited for.
enum Event {
    Received(Received),
    Batch(Result<Arc<Batch>, RecvError>),
    Answer(ServerFrame),
    Timeout,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    /// A display that was let in. It is subscribed from here on, so that nothing is missed
    /// between what it is told first and what happens next.
    pub fn new(app: App, greeted: Greeted<S>) -> Self {
        let Greeted {
            mut line,
            machine,
            hello,
            admitted,
        } = greeted;
        line.allow(CLIENT_FRAME_BYTES);
        Self {
            batches: admitted.restaurant.subscribe(),
            device: hello.device.id.into(),
            resume: hello.resume,
            in_flight: InFlight::default(),
            seq: 0,
            app,
            line,
            machine,
            admitted,
        }
    }

    /// The device's id.
    pub fn device(&self) -> &Arc<str> {
        &self.device
    }

    /// Serves the display until it is gone or has to go.
    pub async fn run(mut self) {
        let mut end = match self.serve().await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        let restaurant = self.admitted.restaurant.id();
        let (device, seq) = (&self.device, self.seq);
        tracing::info!(%restaurant, %device, seq, ?end, "a display went");
        if end == End::Cut(Cut::Stopping) {
            end = self.last_answers().await.err().unwrap_or(end);
        }
        // Nothing is queued for it while it is told.
        drop(self.batches);
        self.line.end(end).await;
    }

    async fn serve(&mut self) -> Result<std::convert::Infallible, End> {
        self.welcome().await?;
        let restaurant = self.admitted.restaurant.id();
        let (device, seq) = (&self.device, self.seq);
        tracing::info!(%restaurant, %device, seq, "a display came");
        loop {
            match self.next().await? {
                Event::Received(received) => self.received(received).await?,
                Event::Batch(batch) => self.forward(batch).await?,
                Event::Answer(frame) => self.answer(frame).await?,
                Event::Timeout => {
                    let action = self.machine.timeout(time::Instant::now());
                    self.act(action).await?;
                }
            }
        }
    }

    async fn next(&mut self) -> Result<Event, End> {
        let Self {
            line,
            machine,
            batches,
            in_flight,
            ..
        } = self;
        let (listens, waits) = (machine.listens(), !in_flight.is_empty());
        let line = async {
            if listens {
                line.receive().await.map(Event::Received)
            } else {
                Err(line.cut().await)
            }
        };
        // In this order: who is told of an event is told before the answer, and a simulation runs
        // the same twice. What the client says comes first, and is bounded.
        tokio::select! {
            biased;
            event = line => event,
            batch = batches.recv() => Ok(Event::Batch(batch)),
            Some((frame, outcome)) = in_flight.next(), if waits => {
                self.app.metrics.answered(&outcome);
                Ok(Event::Answer(frame))
            }
            () = time::sleep_until(machine.poll_timeout()) => Ok(Event::Timeout),
        }
    }

    async fn received(&mut self, received: Received) -> Result<(), End> {
        let now = time::Instant::now();
        let now_ms = self.app.clock.now_ms();
        let action = understand(&mut self.machine, received, now, now_ms)?;
        self.act(action).await
    }

    async fn act(&mut self, action: Action) -> Result<(), End> {
        match action {
            Action::Nothing | Action::Greet(_) => Ok(()),
            Action::Submit(id, read) => self.submit(id, read).await,
            Action::Reply(frame) => self.say(&[*frame]).await,
            Action::Ping => self.line.ping().await,
            Action::Close(close) => Err(End::Close(close)),
        }
    }

    async fn submit(&mut self, id: CommandId, read: Box<ReadCommand>) -> Result<(), End> {
        let by = self.admitted.identity.by.clone();
        let submission = Submission::new(read.command.clone(), Once::Command(id), by);
        let submission = submission.map_err(|error| {
            tracing::error!(%error, "a command cannot be written");
            FAULT
        })?;
        let restaurant: &Arc<Restaurant> = &self.admitted.restaurant;
        self.in_flight
            .submit(restaurant, id, read, submission)
            .await;
        Ok(())
    }

    /// Sends an answer, and those that are there with it.
    async fn answer(&mut self, first: ServerFrame) -> Result<(), End> {
        let now = time::Instant::now();
        self.machine.answered(now);
        let mut frames = vec![first];
        while let Some(Some((frame, outcome))) = self.in_flight.next().now_or_never() {
            self.app.metrics.answered(&outcome);
            self.machine.answered(now);
            frames.push(frame);
        }
        self.say(&frames).await
    }

    /// Sends what the disk still answers: a command that was done is not to be asked again.
    async fn last_answers(&mut self) -> Result<(), End> {
        let until = time::Instant::now() + ANSWERS_WITHIN;
        loop {
            let answer = tokio::select! {
                answer = self.in_flight.next() => answer,
                () = time::sleep_until(until) => None,
            };
            let Some((frame, outcome)) = answer else {
                return Ok(());
            };
            self.app.metrics.answered(&outcome);
            self.say(&[frame]).await?;
        }
    }

    /// Sends a batch, and those that are there with it.
    async fn forward(&mut self, first: Result<Arc<Batch>, RecvError>) -> Result<(), End> {
        let mut batches = vec![first.map_err(|_| End::Slow)?];
        while batches.len() < BATCHES_AT_ONCE {
            match self.batches.try_recv() {
                Ok(batch) => batches.push(batch),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                Err(TryRecvError::Lagged(_)) => return Err(End::Slow),
            }
        }
        batches.retain(|batch| batch.last_seq > self.seq);
        let mut seq = self.seq;
        for batch in &batches {
            assert_eq!(batch.first_seq, seq + 1, "a batch follows the one before");
            seq = batch.last_seq;
        }
        let frames: Vec<Text<'_>> = batches
            .iter()
            .map(|batch| Text::whole(&batch.frame))
            .collect();
        self.line.send(&frames).await?;
        self.seq = seq;
        Ok(())
    }

    async fn say(&mut self, frames: &[ServerFrame]) -> Result<(), End> {
        let texts = frames.iter().map(serde_json::to_string);
        let texts: Vec<String> = texts.collect::<Result<_, _>>().map_err(|error| {
            tracing::error!(%error, "a frame cannot be written");
            FAULT
        })?;
        let texts: Vec<Text<'_>> = texts.iter().map(|text| Text::whole(text)).collect();
        self.line.send(&texts).await
    }
}
