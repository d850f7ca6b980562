//! What is to be said of the server, from all who know something of it.

use crate::{fresh::Freshness, words};
use link::{Now, Picture};
use wire::view::{LinkState, LinkView};

/// Where the server is looked for, and what its keeper says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whereabouts {
    /// As a person would write it; empty while it is not known.
    pub server: String,
    /// Why the server beside the app does not run, in words.
    pub trouble: Option<String>,
}

/// What the bar says of the connection.
pub fn link_view(
    picture: &Picture,
    freshness: &mut Freshness,
    whereabouts: &Whereabouts,
    now: Now,
) -> LinkView {
    freshness.hear(&picture.status, now);
    let state = freshness.judge(picture.replica.is_some(), now);
    let saved = picture
        .outbox
        .iter()
        .filter(|entry| entry.acked_seq.is_none())
        .count();
    let cause = picture.status.reason.as_deref().map(words::no_link);
    let reason = whereabouts
        .trouble
        .clone()
        .or_else(|| cause.map(str::to_owned));
    LinkView {
        state,
        heard_at_ms: freshness.heard_at_ms(),
        since_ms: freshness.since_ms(now),
        next_try_ms: picture.status.next_try.map(|at| now.wall_of(at)),
        // Bounded by the link far below `u32`.
        saved: u32::try_from(saved).unwrap_or(u32::MAX),
        server: whereabouts.server.clone(),
        reason: reason.filter(|_| state != LinkState::Live),
    }
}
