//! Why sessions end.

use crate::voice::{Visit, ended::Ended};
use realtime::host::Ending;

/// What the host ended by itself, by its close code.
pub(super) fn of_close(code: u16) -> Ended {
    match code {
        1000 => Ended::Idle,
        1001 => Ended::Expired,
        1011 => Ended::Failed,
        _ => Ended::Broken,
    }
}

/// Returns when the session is to end, and why.
pub(super) async fn cut(visit: &Visit) -> (Ending, Ended) {
    tokio::select! {
        biased;
        () = visit.identity.revoked.cancelled() => (Ending::Revoked, Ended::Revoked),
        () = visit.seat.hung_up().cancelled() => (Ending::HungUp, Ended::HungUp),
        () = visit.scope.cancelled() => (Ending::Shutdown, Ended::Shutdown),
    }
}

/// The same, where it is to end now.
pub(super) fn cut_now(visit: &Visit) -> Option<(Ending, Ended)> {
    let all = [
        (&visit.identity.revoked, (Ending::Revoked, Ended::Revoked)),
        (visit.seat.hung_up(), (Ending::HungUp, Ended::HungUp)),
        (&visit.scope.token(), (Ending::Shutdown, Ended::Shutdown)),
    ];
    let fallen = all.into_iter().find(|(token, _)| token.is_cancelled());
    fallen.map(|(_, cut)| cut)
}
