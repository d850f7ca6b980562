//! What the host refuses, and what follows from it (REALTIME.md 6.2).

use realtime::error::ErrorBody;

use super::config::Config;
use super::gate::Gate;
use super::replies::short;
use super::{News, Session, Take};
use crate::fault::{Fault, Phase, WayOut};
use crate::turn::{NOT_TAKEN, NOTHING_HEARD};

/// The settings are refused, however small.
const SETTINGS: &str = "The voice session does not take our settings.";
/// The token is none any more.
const REVOKED: &str = "This device may not speak here any more.";
/// The provider wants something that no device can give.
const ACCOUNT: &str = "The voice provider's account needs attention.";

impl Session {
    pub(super) fn error(&mut self, error: &ErrorBody) {
        let code = error.code.as_deref().unwrap_or_default();
        let id = error.event_id.as_deref().unwrap_or_default();
        self.note(format!("refused: {} ({})", short(code), short(id)));
        match code {
            "session_expired" | "session_idle" => return self.tell(News::Rested),
            "invalid_api_key" => return self.useless(REVOKED, WayOut::Pair),
            "insufficient_quota" | "account_deactivated" | "billing_hard_limit_reached" => {
                return self.useless(ACCOUNT, WayOut::Touch);
            }
            "conversation_already_has_active_response" => return self.busy(),
            // It raced the response's own end.
            "response_cancel_not_active" => {
                if let Gate::Cancelled { .. } = self.gate {
                    self.free();
                }
                return;
            }
            "input_audio_buffer_commit_empty" => {
                return self.not_taken(NOTHING_HEARD);
            }
            _ => {}
        }
        // Anything else is told by what it was that we said.
        match id.split('_').next() {
            Some("update") => self.not_configured(),
            Some("commit") => self.not_taken(NOT_TAKEN),
            Some("create") => self.not_created(),
            // Items, and what only makes silence: the log has it.
            _ => {}
        }
    }

    /// A response runs that we do not know of: ours follows it.
    fn busy(&mut self) {
        if let Gate::Asked(_) = self.gate {
            self.gate = Gate::Active(None);
            self.wanted = true;
        }
    }

    fn not_taken(&mut self, words: &'static str) {
        if self.take == Take::Committing {
            self.take = Take::None;
            self.tell(News::NotAnswered(words.into()));
        }
    }

    fn not_configured(&mut self) {
        let Config::Asked(size) = self.config else {
            return;
        };
        match size.smaller() {
            Some(smaller) => {
                self.note("our settings were refused; telling less of them");
                self.ask_for_settings(smaller);
            }
            None => {
                let fault = Fault::with(Phase::Configuration, SETTINGS, WayOut::Press);
                self.tell(News::Fault(fault));
            }
        }
    }

    fn useless(&mut self, words: &'static str, way_out: WayOut) {
        self.tell(News::Fault(Fault::with(Phase::Session, words, way_out)));
    }
}
