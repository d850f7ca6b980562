//! The microphone: open while somebody listens, its sound made fit for a connection.

mod chain;
mod open;

use std::sync::Arc;
use std::time::Duration;

use scope::CancellationToken;
use scope::time::{Instant, Ticker, sleep_until};
use tokio::sync::{mpsc, watch};

use crate::device::{Hosts, Keeper, Shown, Side, SoundSettings, Trouble};
use crate::echo::Reference;
use crate::sound::{Meter, MicState, Source};
use chain::Chain;
use open::{Heard, open};

/// How often the ring is emptied: a quarter of a frame, so that nothing waits long in it.
const TICK: Duration = Duration::from_millis(5);

/// How long the microphone stays open after the button was let go: what was said until then is still on
/// its way through the system's buffer of 20 ms, and ours.
const TAIL: Duration = Duration::from_millis(40);

/// Digital silence for so long is no quiet room: the microphone is muted, or may not be heard.
const MUTED: Duration = Duration::from_secs(1);

/// The microphone's task.
pub(crate) struct Mic {
    pub(crate) requests: mpsc::Receiver<Source>,
    pub(crate) settings: watch::Receiver<SoundSettings>,
    pub(crate) state: watch::Sender<MicState>,
    pub(crate) meter: Meter,
    /// What the loudspeaker plays.
    pub(crate) reference: Reference,
}

/// The same, at work.
struct Work {
    mic: Mic,
    keeper: Keeper<Heard>,
    listener: Option<Listener>,
    chain: Option<Chain>,
    /// When the last sample came that was not exactly zero.
    sounded: Instant,
}

/// Who listens.
struct Listener {
    source: Source,
    /// The button was let go: until when more is taken.
    until: Option<Instant>,
}

impl Mic {
    /// Works until the token is cancelled, or nobody can listen any more.
    pub(crate) async fn run(
        self,
        hosts: Arc<Hosts>,
        scope: scope::ScopeHandle,
        token: CancellationToken,
    ) {
        let chosen = self.settings.borrow().microphone.clone();
        let keeper = Keeper::new(Side::Microphone, chosen, hosts, scope, open);
        let mut work = Work {
            mic: self,
            keeper,
            listener: None,
            chain: None,
            sounded: Instant::now(),
        };
        let mut ticker = Ticker::new(TICK);
        loop {
            let is_open = work.keeper.opened().is_some();
            tokio::select! {
                () = token.cancelled() => break,
                source = work.mic.requests.recv() => match source {
                    Some(source) => work.listen(source),
                    None => break,
                },
                () = let_go(&mut work.listener) => work.let_go(),
                changed = work.mic.settings.changed() => match changed {
                    Ok(()) => work.choose(),
                    Err(_) => break,
                },
                () = work.keeper.changed() => {}
                _ = ticker.tick(), if is_open => work.take(),
            }
            work.show();
        }
    }
}

impl Work {
    fn listen(&mut self, source: Source) {
        self.listener = Some(Listener {
            source,
            until: None,
        });
        self.keeper.ask();
    }

    /// The button was let go, or what was on its way then has come.
    fn let_go(&mut self) {
        let Some(listener) = &mut self.listener else {
            return;
        };
        let more = listener.until.is_none() && listener.source.is_wanted();
        if more && self.keeper.opened().is_some() {
            listener.until = Some(Instant::now() + TAIL);
            return;
        }
        self.take();
        if let Some(listener) = self.listener.take() {
            let dropped = listener.source.dropped();
            if dropped > 0 {
                tracing::warn!(dropped, "frames of the microphone were not taken in time");
            }
        }
        self.chain = None;
        self.mic.meter.reset();
        self.keeper.want(false);
    }

    fn choose(&mut self) {
        let settings = self.mic.settings.borrow_and_update().clone();
        self.keeper.choose(settings.microphone.clone());
        if let Some(chain) = &mut self.chain {
            chain.choose(&settings);
        }
    }

    /// Empties the ring.
    fn take(&mut self) {
        self.keeper.check();
        let Some(opened) = self.keeper.opened() else {
            self.chain = None;
            return;
        };
        let now = Instant::now();
        let Heard { ring, rate } = &mut opened.end;
        let samples = ring.slots();
        if samples == 0 {
            return;
        }
        let Some(listener) = &mut self.listener else {
            return;
        };
        let fits = self.chain.as_ref().is_some_and(|chain| chain.fits(*rate));
        if !fits {
            let settings = self.mic.settings.borrow().clone();
            self.sounded = now;
            match Chain::new(*rate, &settings, self.mic.reference.clone()) {
                Ok(chain) => self.chain = Some(chain),
                Err(error) => tracing::error!(%error, "the microphone's sound cannot be used"),
            }
        }
        if let (Some(chain), Ok(chunk)) = (&mut self.chain, ring.read_chunk(samples)) {
            let mut loudest = 0.0_f32;
            let sound = chunk
                .into_iter()
                .inspect(|sample| loudest = loudest.max(sample.abs()));
            chain.push(sound, |frame, samples| {
                self.mic.meter.frame(samples);
                listener.source.push(frame);
            });
            if loudest > 0.0 {
                self.sounded = now;
            }
        }
        self.keeper.sounded();
    }

    /// Tells what has become of it, where that is news.
    fn show(&mut self) {
        let chosen = self.mic.settings.borrow().microphone.clone();
        let muted = self.sounded.elapsed() >= MUTED && self.chain.is_some();
        let state = state(self.keeper.shown(), chosen, muted);
        self.mic.state.send_if_modified(|told| {
            let is_news = *told != state;
            if is_news {
                tracing::info!(from = ?told, to = ?state, "the microphone");
                *told = state;
            }
            is_news
        });
    }
}

fn state(shown: Shown, chosen: Option<String>, muted: bool) -> MicState {
    match shown {
        Shown::Off { back: None } => MicState::Off,
        Shown::Off { back: Some(device) } => MicState::Back { device },
        Shown::Opening => MicState::Opening,
        Shown::Open {
            device,
            is_fallback,
        } => MicState::Open {
            device: device.name,
            instead_of: chosen.filter(|_| is_fallback),
            muted,
        },
        Shown::Trouble { trouble, lost } => match (trouble, lost) {
            (Trouble::Refused, _) => MicState::Refused,
            (Trouble::Busy, _) => MicState::Busy,
            (Trouble::Missing | Trouble::Mute, Some(device)) => MicState::Lost { device },
            (Trouble::Missing, None) => MicState::Missing,
            (trouble @ (Trouble::Mute | Trouble::Failed(_)), _) => MicState::Failed {
                why: trouble.to_string(),
            },
        },
    }
}

/// Returns when the listener lets go, or has had what was on its way; never, if there is none.
async fn let_go(listener: &mut Option<Listener>) {
    match listener {
        Some(Listener {
            until: Some(until), ..
        }) => sleep_until(*until).await,
        Some(listener) => listener.source.released().await,
        None => std::future::pending().await,
    }
}
