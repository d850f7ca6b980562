//! The Realtime protocol in its GA form: its events and sessions as types, and the host's side of
//! a session as a machine without IO.
//!
//! # Types
//!
//! [`event::ClientMessage`] and [`event::ServerMessage`] are what travels. Client events are read
//! strictly, so that the right error can be answered; server events are read tolerantly, so that
//! a host may say more than we know ([`event::ServerEvent::Other`]). Sending leaves out what is
//! absent and says `null` where `null` is meant ([`Field`]).
//!
//! [`session::Session`] is what is in effect, [`session::Patch`] an update to it, and
//! [`session::Capabilities`] what a host can do; [`session::Session::merged`] lays one upon the
//! other, whole or not at all. [`secret`] has the token's request and answer. A [`Refusal`] becomes
//! an `error` event or the body of an HTTP answer.
//!
//! # Driving a host
//!
//! One [`host::Host`] per session, owned by one task; nothing in it blocks, spawns, reads a clock
//! or throws dice. Its owner tells it what happened and **after every call** carries out what
//! [`host::Host::poll_output`] says, in order, until there is nothing; and calls
//! [`host::Host::handle_timeout`] at [`host::Host::poll_timeout`]. What it is told, and when:
//!
//! - [`handle_client`](host::Host::handle_client): a text message arrived; the host reads it,
//!   base64 and all
//! - [`handle_binary`](host::Host::handle_binary): a binary one did
//! - [`handle_sound`](host::Host::handle_sound): WebRTC: so much sound arrived on the track. Over
//!   WebSocket the host counts what is appended
//! - [`handle_speech_started`](host::Host::handle_speech_started),
//!   [`_stopped`](host::Host::handle_speech_stopped): the detector says so, with the place in all
//!   the sound since the session began. Always tell: the host knows whether it matters
//! - [`handle_partial`](host::Host::handle_partial): words so far of what is being said
//! - [`handle_transcript`](host::Host::handle_transcript): what came of an
//!   [`Output::Recognise`](host::Output::Recognise)
//! - [`handle_reply`](host::Host::handle_reply): the answer to an
//!   [`Output::Ask`](host::Output::Ask), piece by piece; it ends with `Done`, `Incomplete` or
//!   `Failed`
//! - [`handle_drained`](host::Host::handle_drained): WebRTC: the last packet of all sound has left
//! - [`handle_silenced`](host::Host::handle_silenced): WebRTC: the answer to
//!   [`Output::Silence`](host::Output::Silence)
//! - [`end`](host::Host::end): hang-up, revocation, shutdown, a peer that is gone
//!
//! The owner decodes PCM and G.711, resamples, detects speech, recognises, speaks and plays. The
//! host decides everything that the client can see.
//!
//! **A turn by voice.** Sound reaches the owner's detector (from the track, or from
//! [`Output::Sound`](host::Output::Sound)). The detector says started and stopped; or the client
//! commits. Then comes `Recognise` with the item and the stretch of sound; the owner answers with
//! `handle_transcript`. An `Ask` follows by itself when all that was said is understood, if the
//! session answers turns or the client asks for a response. What was recognised, with its
//! confidence, the owner keeps by item id; [`host::Ask::items`] name them.
//!
//! **An answer.** For words: [`host::Reply::Text`], as often as wanted. For sound besides:
//! over WebSocket [`host::Reply::Sound`] in the question's format; over WebRTC the owner hands the
//! sound to the carrier and tells how much by [`host::Reply::Playing`]. A call for the client is
//! [`host::Reply::Call`] (then `Done`; the client answers and asks again); a call of the host's own
//! is [`host::Reply::ToolStarted`] and [`host::Reply::ToolEnded`], shown as `mcp_call`. Text, calls
//! and text again make separate items, in order. After [`Output::Drop`](host::Output::Drop) what
//! still comes is ignored; telling it is harmless.
//!
//! **Time.** All waits end: see [`limits`]. The engine has [`limits::REPLY_WITHIN`] from question
//! to first piece and from piece to piece; a transcript [`limits::TRANSCRIPT_WITHIN`]; the playing
//! of sound its own length and [`limits::PLAYOUT_SLACK`].
//!
//! **The end.** [`Output::Close`](host::Output::Close) is the last output there is. Over WebRTC,
//! which has no close codes, the error event before it says why.

pub mod error;
pub mod event;
mod field;
pub mod host;
mod ids;
pub mod item;
mod lenient;
pub mod limits;
mod read;
pub mod response;
pub mod secret;
pub mod session;

pub use error::{Code, ErrorBody, Refusal};
pub use field::Field;
pub use ids::Ids;
