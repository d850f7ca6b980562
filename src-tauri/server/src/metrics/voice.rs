//! What is counted of guests who speak.

use super::text::Text;
use crate::{app::App, voice::Engine};

/// Adds it; a server without voice has none of it.
pub(super) fn render(app: &App, text: &mut Text) {
    if matches!(app.voice.engine(), Engine::Off) {
        return;
    }
    let counts = app.voice.counts();
    let help = "Voice sessions that are open.";
    let open = app.voice.sessions() as f64;
    text.single("heard_voice_sessions", "gauge", help, open);
    let help = "Voice sessions that ended, by how.";
    text.family("heard_voice_sessions_ended_total", "counter", help);
    for (how, count) in counts.all_ended() {
        text.sample("", &[("how", how)], count as f64);
    }
    let help = "Voice sessions that found no room.";
    let refused = counts.all_refused() as f64;
    text.single(
        "heard_voice_sessions_refused_total",
        "counter",
        help,
        refused,
    );
    let Engine::Local(local) = app.voice.engine() else {
        return;
    };
    let help = "Utterances, by what came of them.";
    text.family("heard_voice_utterances_total", "counter", help);
    for (outcome, count) in counts.all_utterances() {
        text.sample("", &[("outcome", outcome)], count as f64);
    }
    let help = "Utterances that wait for a recogniser.";
    let waiting = local.ears.waiting() as f64;
    text.single("heard_voice_utterances_waiting", "gauge", help, waiting);
    let help = "Time that recognisers have worked.";
    let worked = local.ears.worked().as_secs_f64();
    text.single(
        "heard_voice_recognised_seconds_total",
        "counter",
        help,
        worked,
    );
}
