//! Many displays that are connected and read: most of them only look whether the next event comes, as cheaply as that can be
//! seen, since the load shares its cores with the server; those that fold do all that a real display does with an event.

use anyhow::{Context, ensure};
use kitchen::{EventRecord, State};
use scope::{Scope, Spawned, Task, time::timeout};
use serde::Deserialize;
use serde_json::value::RawValue;
use sim::{
    PATIENCE,
    stream::{Socket, hello},
};
use std::{net::SocketAddr, sync::Arc};
use tokio::sync::watch;
use wire::ServerFrame;

/// What stands before the number of each event in a frame.
const SEQ: &str = "{\"seq\":";

/// Is shown every event once it is folded in, with the bytes of the frame it came in.
pub type OnEvent = Arc<dyn Fn(&EventRecord, usize) + Send + Sync>;

/// How a display reads.
#[derive(Clone)]
pub enum Reading {
    /// It counts.
    Counts,
    /// It folds.
    Folds(OnEvent),
}

/// What a display has seen.
#[derive(Debug, Default)]
pub struct Seen {
    /// Events.
    pub events: u64,
    /// Frames they came in.
    pub frames: u64,
    /// Bytes of those frames.
    pub bytes: u64,
    /// The fold, of a display that folds.
    pub state: Option<State>,
}

/// Connected displays.
pub struct Crowd {
    displays: Vec<Spawned<anyhow::Result<Seen>>>,
    until: watch::Sender<u64>,
}

impl Crowd {
    /// Nobody yet.
    pub fn new() -> Self {
        let (until, _) = watch::channel(u64::MAX);
        Self {
            displays: Vec::new(),
            until,
        }
    }

    /// Connects `count` more displays, one after the other.
    ///
    /// # Errors
    /// When one is not welcome.
    pub async fn join(
        &mut self,
        scope: &Scope,
        address: SocketAddr,
        token: &str,
        count: usize,
        reading: &Reading,
    ) -> anyhow::Result<()> {
        for _ in 0..count {
            let device = format!("display-{}", self.displays.len());
            let mut socket = Socket::open(address).await?;
            socket.say(&hello(token, &device, None)).await?;
            let mut reader = Reader::welcome(&socket.hear().await?, reading)?;
            let mut until = self.until.subscribe();
            let display = async move {
                reader.read(socket, &mut until).await?;
                reader.seen.state = reader.fold.map(|(state, _)| state);
                Ok(reader.seen)
            };
            self.displays
                .push(scope.spawn(Task::abort(device), display));
        }
        Ok(())
    }

    /// Waits until every display has read event `head`, lets them go, and says what each has seen.
    ///
    /// # Errors
    /// When one missed an event or was cut off, or does not get there.
    pub async fn leave(self, head: u64) -> anyhow::Result<Vec<Seen>> {
        self.until.send_replace(head);
        let mut all = Vec::with_capacity(self.displays.len());
        for (at, display) in self.displays.into_iter().enumerate() {
            let seen = timeout(PATIENCE, display)
                .await
                .context("a display does not get there")?;
            all.push(seen?.with_context(|| format!("display {at}"))?);
        }
        Ok(all)
    }
}

/// What a display looks at in its welcome.
#[derive(Deserialize)]
struct Welcome<'t> {
    seq: u64,
    #[serde(borrow)]
    snapshot: &'t RawValue,
}

struct Reader {
    next: u64,
    fold: Option<(State, OnEvent)>,
    seen: Seen,
}

impl Reader {
    fn welcome(text: &str, reading: &Reading) -> anyhow::Result<Self> {
        let welcome: Welcome = serde_json::from_str(text)?;
        let fold = match reading {
            Reading::Counts => None,
            Reading::Folds(on_event) => {
                let state: State = serde_json::from_str(welcome.snapshot.get())?;
                Some((state, on_event.clone()))
            }
        };
        Ok(Self {
            next: welcome.seq + 1,
            fold,
            seen: Seen::default(),
        })
    }

    async fn read(
        &mut self,
        mut socket: Socket,
        until: &mut watch::Receiver<u64>,
    ) -> anyhow::Result<()> {
        while self.next <= *until.borrow_and_update() {
            tokio::select! {
                text = socket.hear() => self.take(&text?)?,
                changed = until.changed() => changed?,
            }
        }
        Ok(())
    }

    fn take(&mut self, text: &str) -> anyhow::Result<()> {
        let Some((first, last)) = span(text) else {
            return Ok(());
        };
        ensure!(
            first == self.next && last >= first,
            "events {first} to {last} after {}",
            self.next - 1
        );
        self.next = last + 1;
        self.seen.events += last + 1 - first;
        self.seen.frames += 1;
        self.seen.bytes += text.len() as u64;
        if let Some((state, on_event)) = &mut self.fold
            && let ServerFrame::Events { events } = ServerFrame::read(text)?
        {
            for event in &events {
                state.apply(event)?;
            }
            ensure!(
                state.seq == last,
                "the fold is at {}, the frame ends at {last}",
                state.seq
            );
            for event in &events {
                on_event(event, text.len());
            }
        }
        Ok(())
    }
}

/// The numbers of the first and the last event of a frame; `None` of another frame.
fn span(text: &str) -> Option<(u64, u64)> {
    let number = |from: usize| {
        let digits = text.get(from + SEQ.len()..)?;
        let end = digits.find(|digit: char| !digit.is_ascii_digit())?;
        digits[..end].parse().ok()
    };
    text.starts_with("{\"type\":\"events\"").then_some(())?;
    Some((number(text.find(SEQ)?)?, number(text.rfind(SEQ)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_span_of_a_frame_is_its_first_and_last_number() {
        let event = |seq| format!("{{\"seq\":{seq},\"at_ms\":5,\"by\":\"x\",\"body\":{{}}}}");
        let frame = |events: &[String]| {
            format!("{{\"type\":\"events\",\"events\":[{}]}}", events.join(","))
        };
        assert_eq!(span(&frame(&[event(7)])), Some((7, 7)));
        assert_eq!(
            span(&frame(&[event(9), event(10), event(11)])),
            Some((9, 11))
        );
        assert_eq!(
            span("{\"type\":\"notice\",\"kind\":\"shutting_down\"}"),
            None
        );
    }
}
