//! What must hold for a season, in a minute: a leak is told by its name, an end is in order however many are
//! there, and time that is moved leaves ages and deadlines right.
#![allow(
    clippy::unwrap_used,
    reason = "a story that cannot go on says where it stopped"
)]

mod leaks;
mod plant;
mod rig;
mod stop;
mod stubborn;
mod time;
mod traffic;

use tokio::sync::{Mutex, MutexGuard};

/// One story at a time: each looks at what the whole process holds.
async fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    TURN.lock().await
}
