//! A client's WebSocket and the provider's, joined: what either says goes through the relay, and
//! the house's calls are carried out between.

mod end;

use super::{
    near::Near,
    relay::{Call, CallAnswer, Output, Relay},
    tools::Tools,
    upstream::{Said, Upstream},
};
use crate::voice::{
    Visit,
    ended::Ended,
    line::{Lost, Received},
};
use end::{End, Hours, closed, cut, gone, lost};
use futures_util::future::BoxFuture;
use scope::time::{self, Instant};
use std::ops::ControlFlow;
use tokio::io::{AsyncRead, AsyncWrite};

/// What a client's events begin with that are sound and nothing else: they keep no session awake.
const SOUND: &str = "input_audio_buffer.append";

/// What a provider's events have in them when somebody spoke or is answered.
const SIGNS: [&str; 2] = ["input_audio_buffer.speech_started", "response.created"];

/// Where an event's type is looked for: it stands at the front, in whichever order.
const TYPE_WITHIN: usize = 256;

/// A call that is being carried out; it has the cart meanwhile.
type Running = BoxFuture<'static, (Tools, Call, CallAnswer)>;

/// One session.
pub(super) struct Bridge<S> {
    visit: Visit,
    near: Near<S>,
    upstream: Upstream,
    relay: Relay,
    /// `None` while a call is carried out.
    tools: Option<Tools>,
    running: Option<Running>,
    hours: Hours,
}

enum Event {
    Cut(End),
    Client(Received),
    Provider(Said),
    Answered(Box<(Tools, Call, CallAnswer)>),
    Time,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Bridge<S> {
    /// Joins the near end and a session of the provider that has just begun.
    pub fn new(
        visit: Visit,
        near: Near<S>,
        upstream: Upstream,
        relay: Relay,
        tools: Tools,
    ) -> Self {
        Self {
            visit,
            near,
            upstream,
            relay,
            tools: Some(tools),
            running: None,
            hours: Hours::from(Instant::now()),
        }
    }

    /// Serves the client until either is gone, or it has to end; then nothing is left of it.
    pub async fn run(mut self) -> Ended {
        let end = loop {
            if let ControlFlow::Break(end) = self.settle().await {
                break end;
            }
            let event = self.wait().await;
            if let ControlFlow::Break(end) = self.handle(event) {
                break end;
            }
        };
        self.close(end).await
    }

    /// Sends what is to be sent. While one side does not take it, the other is not read: nothing
    /// is queued without a bound.
    async fn settle(&mut self) -> ControlFlow<End> {
        let mut texts = Vec::new();
        while let Some(output) = self.relay.poll_output() {
            match output {
                Output::ToClient(text) => texts.push(text),
                Output::ToProvider(text) => {
                    let sent = tokio::select! {
                        biased;
                        sent = self.upstream.send(text) => sent,
                        end = cut(&self.visit) => return ControlFlow::Break(End {
                            provider: None,
                            ..end
                        }),
                    };
                    if sent.is_err() {
                        return ControlFlow::Break(lost());
                    }
                }
                Output::Run(call) => self.start(call),
            }
        }
        let sent = tokio::select! {
            biased;
            sent = self.near.send(&texts) => sent,
            end = cut(&self.visit) => return ControlFlow::Break(end),
        };
        match sent {
            Ok(()) => ControlFlow::Continue(()),
            Err(Lost::Gone) => ControlFlow::Break(gone(Ended::Gone)),
            Err(Lost::Slow) => ControlFlow::Break(gone(Ended::Slow)),
        }
    }

    fn start(&mut self, call: Call) {
        // The relay has one carried out at a time, so the cart is here.
        if let Some(mut tools) = self.tools.take() {
            self.running = Some(Box::pin(async move {
                let answer = tools.run(&call).await;
                (tools, call, answer)
            }));
        }
    }

    async fn wait(&mut self) -> Event {
        let next = self.hours.end();
        let next = self.relay.poll_timeout().map_or(next, |due| due.min(next));
        let is_running = self.running.is_some();
        let answered = async {
            match &mut self.running {
                Some(running) => running.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            end = cut(&self.visit) => Event::Cut(end),
            answered = answered => Event::Answered(Box::new(answered)),
            received = self.near.receive() => Event::Client(received),
            // What follows a call waits for its answer.
            said = self.upstream.receive(), if !is_running => Event::Provider(said),
            () = time::sleep_until(next) => Event::Time,
        }
    }

    fn handle(&mut self, event: Event) -> ControlFlow<End> {
        let now = Instant::now();
        match event {
            Event::Cut(end) => return ControlFlow::Break(end),
            Event::Client(Received::Text(text)) => {
                if !head(&text).contains(SOUND) {
                    self.hours.stir(now);
                }
                self.relay.handle_client(&text);
            }
            Event::Client(received) => return self.client_ended(&received),
            Event::Provider(Said::Text(text)) => {
                if SIGNS.iter().any(|sign| head(&text).contains(sign)) {
                    self.hours.stir(now);
                }
                self.relay.handle_provider(&text, now);
            }
            Event::Provider(Said::Closed(code)) => return ControlFlow::Break(closed(code)),
            Event::Provider(Said::Lost) => return ControlFlow::Break(lost()),
            Event::Answered(answered) => {
                let (tools, call, answer) = *answered;
                self.running = None;
                self.tools = Some(tools);
                self.hours.stir(now);
                self.relay.handle_answer(&call.id, &answer);
            }
            Event::Time => {
                self.relay.handle_timeout(now);
                return self
                    .hours
                    .judge(now)
                    .map_or(ControlFlow::Continue(()), ControlFlow::Break);
            }
        }
        ControlFlow::Continue(())
    }

    fn client_ended(&mut self, received: &Received) -> ControlFlow<End> {
        let end = match received {
            Received::Text(_) => return ControlFlow::Continue(()),
            Received::Binary => {
                let message = "Events are text, not bytes.";
                self.relay.refuse_frame("invalid_event", message);
                return ControlFlow::Continue(());
            }
            Received::TooLarge => End {
                code: 1009,
                reason: "the message is too large",
                provider: Some(1000),
                ended: Ended::Broken,
                error: None,
            },
            Received::Garbage => End {
                code: 1002,
                reason: "that is no WebSocket",
                provider: Some(1000),
                ended: Ended::Broken,
                error: None,
            },
            Received::Silent => gone(Ended::Silent),
            Received::Gone => gone(Ended::Gone),
        };
        ControlFlow::Break(end)
    }

    async fn close(self, end: End) -> Ended {
        let Self {
            visit,
            mut near,
            upstream,
            mut relay,
            ..
        } = self;
        tracing::info!(call = %visit.seat.call(), ended = end.ended.as_str(), "a bridged session ended");
        let goodbye = async {
            if let Some(code) = end.provider {
                upstream.close(code).await;
            }
        };
        let told = async {
            if let Some((code, message)) = end.error {
                relay.tell(code, message);
            }
            let mut texts = Vec::new();
            while let Some(output) = relay.poll_output() {
                if let Output::ToClient(text) = output {
                    texts.push(text);
                }
            }
            // Who is gone need not be told.
            if near.send(&texts).await.is_ok() {
                near.close(end.code, end.reason).await;
            }
        };
        // Whoever does not listen any more is not waited for longer.
        let _ = time::timeout(super::CLOSE_WITHIN, async { tokio::join!(goodbye, told) }).await;
        let left = visit.scope.close(super::CLOSE_WITHIN).await;
        if !left.is_clean() {
            tracing::error!(%left, "a bridged session did not end as it should");
        }
        end.ended
    }
}

/// The front of an event.
fn head(text: &str) -> &str {
    let end = (0..=text.len().min(TYPE_WITHIN))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_of_an_event_is_cut_between_characters() {
        let text = "é".repeat(TYPE_WITHIN);
        assert_eq!(head(&text).len(), TYPE_WITHIN);
        assert_eq!(head(&format!("x{text}")).len(), TYPE_WITHIN - 1);
        assert_eq!(head("short"), "short");
    }
}
