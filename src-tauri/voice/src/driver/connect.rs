//! Making a connection: token, offer, signalling, answer, transport. Each step that fails says so.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http_client::StatusCode;
use peer::{Event, Peer, PeerError};
use scope::{Scope, ScopeHandle};
use tokio::sync::watch;

use super::mint::{Mint, Token, code};
use crate::fault::{Fault, Phase, WayOut};
use crate::session::Wishes;

/// The media type of an offer (RFC 8866, 8.1).
const SDP: &str = "application/sdp";

/// A connection that is being made.
pub(super) struct Connecting {
    future: Pin<Box<dyn Future<Output = Result<Connected, Fault>> + Send>>,
    reached: watch::Receiver<Phase>,
    /// Everything of it lives here.
    scope: Scope,
}

/// A connection whose data channel is open.
pub(super) struct Connected {
    pub(super) peer: Peer,
    pub(super) token: Token,
}

/// What becomes of a connection that is being made.
pub(super) enum Step {
    Reached(Phase),
    Done(Result<Box<Connected>, Fault>),
}

/// What a connection is made with.
pub(super) struct Beginning {
    pub(super) mint: Mint,
    pub(super) wishes: Wishes,
    pub(super) token: Option<Token>,
    pub(super) settings: peer::Settings,
}

impl Connecting {
    /// Begins to connect. Nothing happens until [`Connecting::step`] is awaited.
    pub(super) fn new(scope: Scope, beginning: Beginning) -> Self {
        let (reach, reached) = watch::channel(Phase::Token);
        Self {
            future: Box::pin(connect(scope.handle(), beginning, reach)),
            reached,
            scope,
        }
    }

    /// Gives it up, or goes on with what it became: what is left is where it lives.
    pub(super) fn into_scope(self) -> Scope {
        self.scope
    }

    /// The next that becomes of it. Dropping the future loses nothing.
    pub(super) async fn step(&mut self) -> Step {
        tokio::select! {
            biased;
            Ok(()) = self.reached.changed() => Step::Reached(*self.reached.borrow_and_update()),
            done = &mut self.future => Step::Done(done.map(Box::new)),
        }
    }
}

async fn connect(
    scope: ScopeHandle,
    beginning: Beginning,
    reach: watch::Sender<Phase>,
) -> Result<Connected, Fault> {
    let Beginning {
        mint,
        wishes,
        token,
        settings,
    } = beginning;
    let known = token.filter(Token::is_good);
    let is_fresh = known.is_none();
    let mut token = match known {
        Some(token) => token,
        None => mint.token(&wishes).await?,
    };
    reach.send_replace(Phase::Offer);
    // Whoever receives exists from here on, before anybody can send.
    let offered = Peer::offer(&scope, &settings).await;
    let offered = offered.map_err(|error| ours(&error))?;
    reach.send_replace(Phase::Signalling);
    let answer = match ring(&mint, &token, offered.sdp()).await {
        // It expired on its way, or was revoked with its menu: once, another may do.
        Err(NotAnswered::Key) if !is_fresh => {
            tracing::info!("a token is not taken any more; minting another");
            token = mint.token(&wishes).await?;
            ring(&mint, &token, offered.sdp()).await
        }
        answer => answer,
    };
    let answer = answer.map_err(NotAnswered::fault)?;
    reach.send_replace(Phase::Answer);
    let answered = offered.answered(&answer).await;
    let mut peer = answered.map_err(|error| {
        tracing::warn!(%error, "the answer to our offer will not do");
        Fault::passing(Phase::Answer, "The voice server's answer cannot be used.")
    })?;
    reach.send_replace(Phase::Transport);
    match peer.events.next().await {
        Some(Event::Open) => Ok(Connected { peer, token }),
        other => {
            tracing::warn!(?other, "the voice connection did not open");
            Err(Fault::passing(
                Phase::Transport,
                "No way through the network for voice.",
            ))
        }
    }
}

/// Why an offer is not answered.
enum NotAnswered {
    /// The token is not taken.
    Key,
    Fault(Fault),
}

impl NotAnswered {
    fn fault(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::Key => Fault::passing(
                Phase::Signalling,
                "The voice server does not take our token.",
            ),
        }
    }
}

/// Posts the offer to whom the token names.
async fn ring(mint: &Mint, token: &Token, offer: &str) -> Result<Arc<str>, NotAnswered> {
    let passing = |words| NotAnswered::Fault(Fault::passing(Phase::Signalling, words));
    let posted = mint.post(&token.calls, &token.value, SDP, offer.to_owned());
    let answer = posted.await.map_err(|error| {
        tracing::warn!(%error, at = token.calls.authority(), "nobody answers our offer");
        passing("The voice server cannot be reached.")
    })?;
    if answer.status == StatusCode::CREATED || answer.status == StatusCode::OK {
        let sdp = String::from_utf8_lossy(&answer.body);
        return Ok(sdp.into());
    }
    let status = answer.status;
    // What is no answer is never given to who reads one: its words would only mislead.
    tracing::warn!(%status, code = code(&answer.body), "our offer is refused");
    Err(match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => NotAnswered::Key,
        StatusCode::TOO_MANY_REQUESTS => passing("All places for voice are taken."),
        StatusCode::NOT_FOUND => NotAnswered::Fault(Fault::with(
            Phase::Signalling,
            "Voice is switched off.",
            WayOut::Touch,
        )),
        status if status.is_client_error() => NotAnswered::Fault(Fault::with(
            Phase::Signalling,
            "The voice server refuses the call.",
            WayOut::Press,
        )),
        _ => passing("The voice server has a fault."),
    })
}

fn ours(error: &PeerError) -> Fault {
    tracing::warn!(%error, "no offer can be made");
    Fault::passing(Phase::Offer, "This device makes no voice connection.")
}
