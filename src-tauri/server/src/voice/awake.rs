//! Keeping a WebSocket awake: who asks for a sign, and when there was none for too long. The same
//! towards clients and towards a provider.

use scope::time::{self, Instant};
use std::time::Duration;

/// How often the other side is asked for a sign. REALTIME, sections 6.2 and 10.
const PING_EVERY: Duration = Duration::from_secs(20);

/// How long it may give none: two pings went unanswered.
const SILENT_FOR: Duration = Duration::from_secs(50);

/// When the other side was last heard, and is asked next.
#[derive(Debug)]
pub struct Awake {
    next_ping: Instant,
    last_sign: Instant,
}

/// What is to be done once [`Awake::due`] is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Ask for a sign.
    Ping,
    /// It gave none for too long: there is nobody.
    Silent,
}

impl Awake {
    /// The other side was just heard.
    pub fn new() -> Self {
        let now = Instant::now();
        Self {
            next_ping: now + PING_EVERY,
            last_sign: now,
        }
    }

    /// Something came from the other side.
    pub fn heard(&mut self) {
        self.last_sign = Instant::now();
    }

    /// What is to be done next, when it is to be done. Dropping the future loses nothing.
    pub async fn due(&mut self) -> Due {
        time::sleep_until(self.next_ping).await;
        let now = Instant::now();
        if now.duration_since(self.last_sign) >= SILENT_FOR {
            return Due::Silent;
        }
        self.next_ping = now + PING_EVERY;
        Due::Ping
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_answers_is_asked_again_and_who_does_not_is_given_up() {
        let began = Instant::now();
        let mut awake = Awake::new();
        for _ in 0..10 {
            assert_eq!(awake.due().await, Due::Ping);
            awake.heard();
        }
        assert_eq!(began.elapsed(), 10 * PING_EVERY);
        assert_eq!(awake.due().await, Due::Ping);
        assert_eq!(awake.due().await, Due::Ping);
        assert_eq!(awake.due().await, Due::Silent);
        let since = began.elapsed() - 10 * PING_EVERY;
        assert!(
            since >= SILENT_FOR && since < SILENT_FOR + PING_EVERY,
            "{since:?}"
        );
    }
}
