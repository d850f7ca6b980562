//! One voice session, whatever it runs over. The protocol is [`realtime::host::Host`]'s; this is
//! what moves sound, words and replies between it, its client and the engine.
//!
//! It ends once, by [`Session::run`] returning: hung up, closed, broken, silent, revoked, too old
//! or the server stopping, all go through the host's `Close`.

mod backlog;
mod ending;
mod events;

use super::{
    Visit,
    answer::{Answer, Piece},
    carrier::{Carrier, Incoming},
    counts::{Counts, Utterance},
    ended::Ended,
    hearing::{Hearing, Noticed, Told},
    line::Lost,
    waiter::Waiter,
};
use backlog::Backlog;
use events::Event;
use peer::Mark;
use realtime::{
    host::{Ask, Ending, Host, Output, Reply},
    item::{Body, FunctionCall},
};
use scope::time;
use speech::Heard;
use std::{
    collections::{HashMap, VecDeque},
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::io::{AsyncRead, AsyncWrite};

/// How long what is being sent may take when the session is cut, so that why is not lost.
const CUT_WITHIN: Duration = Duration::from_millis(500);

/// How long saying good-bye may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// Spoken items whose words the engine has not been asked about. A conversation holds no more; one
/// that is forgotten is understood by its transcript.
const HEARD: usize = realtime::limits::CONVERSATION_ITEMS;

/// Answers whose sound may wait behind one another: as many as the host keeps.
const BEGINS: usize = 8;

/// How long one frame of a connection sounds.
const FRAME: Duration = Duration::from_millis(20);

/// One session.
pub struct Session<S> {
    visit: Visit,
    host: Host,
    carrier: Carrier<S>,
    hearing: Hearing,
    waiter: Waiter,
    answer: Option<Answer>,
    /// What was heard in items the engine has not been asked about.
    heard: HashMap<String, Heard>,
    backlog: Backlog,
    outbox: Vec<String>,
    /// Where in all that the pacer sends the answers begin that it may still be sending.
    begins: VecDeque<(String, Duration)>,
    /// The end of the last of them.
    last: Option<Mark>,
    counts: Arc<Counts>,
    /// How it ended, where that did not come from the host.
    ended: Option<Ended>,
    /// How the connection is closed, where the host does not know it.
    broken: Option<(u16, &'static str)>,
}

/// What a session is made of.
pub struct Parts<S> {
    /// Its place.
    pub visit: Visit,
    /// Its protocol.
    pub host: Host,
    /// What it runs over.
    pub carrier: Carrier<S>,
    /// Its ear.
    pub hearing: Hearing,
    /// Who serves the guest.
    pub waiter: Waiter,
    /// What is counted.
    pub counts: Arc<Counts>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    /// A session that begins.
    pub fn new(parts: Parts<S>) -> Self {
        let Parts {
            visit,
            host,
            carrier,
            hearing,
            waiter,
            counts,
        } = parts;
        Self {
            visit,
            host,
            carrier,
            hearing,
            waiter,
            counts,
            answer: None,
            heard: HashMap::new(),
            backlog: Backlog::default(),
            outbox: Vec::new(),
            begins: VecDeque::new(),
            last: None,
            ended: None,
            broken: None,
        }
    }

    /// What its log lines carry.
    pub fn span(&self) -> tracing::Span {
        let (restaurant, by) = (&self.visit.identity.restaurant, &self.visit.identity.by);
        let call = self.visit.seat.call();
        tracing::info_span!("voice", %restaurant, %by, %call)
    }

    /// Serves the guest until it ends; then nothing is left of it.
    pub async fn run(mut self) -> Ended {
        let (code, reason) = loop {
            if let ControlFlow::Break(close) = self.settle().await {
                break close;
            }
            let event = self.wait().await;
            self.handle(event);
        };
        let ended = self.ended.unwrap_or_else(|| ending::of_close(code));
        let (code, reason) = self.broken.unwrap_or((code, reason));
        // Who does not listen any more is not waited for longer.
        let _ = time::timeout(CLOSE_WITHIN, self.carrier.close(code, reason)).await;
        let closed = self.visit.scope.close(CLOSE_WITHIN).await;
        if !closed.is_clean() {
            tracing::error!(%closed, "a voice session did not end as it should");
        }
        ended
    }

    /// Does all that the host wants done, and sends what it says.
    async fn settle(&mut self) -> ControlFlow<(u16, &'static str)> {
        loop {
            while let Some(output) = self.host.poll_output() {
                if let Output::Close { code, reason } = output {
                    // Nobody left to be told is why it ends, or soon will be.
                    let _ = self.flush().await;
                    return ControlFlow::Break((code, reason));
                }
                self.act(output);
            }
            let Err(lost) = self.flush().await else {
                return ControlFlow::Continue(());
            };
            let ended = match lost {
                Lost::Gone => Ended::Gone,
                Lost::Slow => Ended::Slow,
            };
            self.end(Ending::PeerGone, ended);
        }
    }

    fn act(&mut self, output: Output) {
        match output {
            Output::Send(text) => self.outbox.push(text),
            Output::Settings => {
                let input = &self.host.session().input;
                self.hearing.listen(input.turn_detection);
            }
            Output::Sound { format, bytes } => self.backlog.push(format, bytes),
            Output::ForgetSound => {
                self.backlog.clear();
                self.hearing.forget();
            }
            Output::Recognise(what) => {
                let knowing = &self.waiter;
                self.hearing.recognise(what.item_id, what.sound, knowing);
            }
            Output::Ask(ask) => self.ask(ask),
            Output::Drop { response_id } => {
                let dropped = |answer: &mut Answer| answer.response() == response_id;
                if let Some(answer) = self.answer.take_if(dropped) {
                    self.waiter.stopped(answer);
                }
            }
            Output::Silence { response_id } => self.silence(&response_id),
            // Taken by `settle`.
            Output::Close { .. } => {}
        }
    }

    async fn wait(&mut self) -> Event {
        if !self.backlog.is_empty() {
            // One piece after the other, so that a minute that comes at once keeps nobody waiting.
            tokio::task::yield_now().await;
            return match ending::cut_now(&self.visit) {
                Some((ending, ended)) => Event::Cut(ending, ended),
                None => Event::Piece,
            };
        }
        let deadline = self.host.poll_timeout();
        let timeout = async {
            match deadline {
                Some(deadline) => time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        let answer = async {
            match &mut self.answer {
                Some(answer) => answer.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            (ending, ended) = ending::cut(&self.visit) => Event::Cut(ending, ended),
            () = timeout => Event::Timeout,
            reply = answer => Event::Answer(reply),
            told = self.hearing.next() => Event::Hearing(told),
            incoming = self.carrier.receive() => Event::Incoming(incoming),
        }
    }

    /// Sends what is said. Where the session is cut meanwhile, what is half sent has some time.
    async fn flush(&mut self) -> Result<(), Lost> {
        if self.outbox.is_empty() {
            return Ok(());
        }
        let sending = self.carrier.send(std::mem::take(&mut self.outbox));
        let mut sending = std::pin::pin!(sending);
        tokio::select! {
            biased;
            sent = &mut sending => sent,
            _ = ending::cut(&self.visit) => {
                let sent = time::timeout(CUT_WITHIN, sending).await;
                sent.unwrap_or(Err(Lost::Slow))
            }
        }
    }

    fn ask(&mut self, ask: Box<Ask>) {
        let outputs = ask.items.iter().filter_map(|item| match &item.body {
            Body::FunctionCallOutput(output) => Some(&output.call_id),
            _ => None,
        });
        let calls: HashMap<String, FunctionCall> = outputs
            .filter_map(|id| Some((id.clone(), self.host.function_call(id)?.clone())))
            .collect();
        let speaker = self.carrier.peer().map(|peer| &peer.speaker);
        let answer = self.waiter.answer(ask, &mut self.heard, &calls, speaker);
        self.answer = Some(answer);
    }

    /// Stops the sound that is being heard, and says how much of it was.
    fn silence(&mut self, response: &str) {
        let Some(peer) = self.carrier.peer() else {
            return;
        };
        peer.speaker.clear();
        let played = peer.speaker.played();
        let begins = self.begins.iter().find(|(known, _)| known == response);
        let begins = begins.map_or(played, |(_, begins)| *begins);
        self.begins.clear();
        self.last = None;
        let heard = played.saturating_sub(begins);
        self.host.handle_silenced(heard, Instant::now());
    }
}
