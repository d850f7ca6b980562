//! An order leaves a counter, once, and comes back where it must.

use super::desk::{Desk, Placing, Tapped, UNANSWERED};
use super::draft::{Kitchen, TapError};
use super::sent::{Fate, Sent, Stage};
use super::sum;
use kitchen::CommandId;
use uuid::Uuid;

impl Desk {
    /// Takes the order out to be sent, under an id that is its own for good.
    pub(super) fn send(&mut self, tapped: Tapped<'_>) -> Result<Option<Placing>, TapError> {
        let draft = &self.kept.draft;
        if draft.is_empty() {
            // The second tap of two on Send: the first has sent it.
            return Ok(None);
        }
        if let Some(why) = self.blocked(tapped.kitchen, tapped.is_guest) {
            return Err(TapError::NotYet(why));
        }
        let id = CommandId(Uuid::now_v7());
        let mut order = draft.order(tapped.kitchen)?;
        // By this the order is found again among the kitchen's.
        order.external_id = Some(id.to_string());
        let total = sum::so_far(draft, tapped.kitchen).total;
        let next = draft.next();
        self.was_read();
        let draft = std::mem::replace(&mut self.kept.draft, next);
        let at_ms = tapped.kitchen.now_ms;
        let sent = Sent::new(id, order.clone(), draft, total, at_ms, tapped.kitchen.state);
        self.kept.sent.push(sent);
        self.sheet = None;
        Ok(Some((id, order)))
    }

    /// Why Send cannot be pressed, in words; `None` where it can.
    pub fn blocked(&self, kitchen: Kitchen<'_>, is_guest: bool) -> Option<String> {
        let draft = &self.kept.draft;
        if kitchen.state.menu.is_none() {
            return Some("No menu yet".to_owned());
        }
        if draft.is_empty() {
            return Some("Nothing ordered yet".to_owned());
        }
        let short = draft.cart.short(kitchen.state, kitchen.now_ms).len();
        let open = draft.cart.open(kitchen.state) + short + draft.refused.len();
        if open > 0 {
            return Some(left(open, "answer"));
        }
        let checks = draft.doubted();
        if is_guest && checks > 0 {
            return Some(left(checks, "check"));
        }
        let unanswered = self.kept.sent.iter().filter(|sent| sent.fate == Fate::Open);
        (unanswered.count() >= UNANSWERED).then(|| "Too much is saved here already".to_owned())
    }

    pub(super) fn reopen(&mut self, key: &str) -> Result<(), TapError> {
        if !self.kept.draft.is_blank() {
            return Err(TapError::InTheWay);
        }
        let refused = |sent: &Sent| sent.id.to_string() == key && sent.fate.is_refused();
        let at = self.kept.sent.iter().position(refused);
        let sent = self.kept.sent.remove(at.ok_or(TapError::NotThere)?);
        self.kept.draft = sent.draft;
        // It was asked for under another menu, perhaps.
        self.menu = None;
        Ok(())
    }

    pub(super) fn dismiss(&mut self, key: &str) {
        self.kept
            .sent
            .retain(|sent| sent.fate == Fate::Open || sent.id.to_string() != key);
    }

    /// This machine could not keep the order that was just sent: it is back where it was, or
    /// can be had back.
    pub fn not_kept(&mut self, id: CommandId) {
        // One that was read from disk may be in the kitchen all the same: it stays where it is.
        let is_new = |sent: &Sent| matches!(sent.stage, Stage::Writing | Stage::Kept);
        let found = |sent: &Sent| sent.id == id && is_new(sent);
        let Some(at) = self.kept.sent.iter().position(found) else {
            return;
        };
        let words = "This screen could not save it. It was not sent.";
        if self.kept.draft.is_blank() {
            self.kept.draft = self.kept.sent.remove(at).draft;
            self.notice = Some(words.to_owned());
        } else {
            self.kept.sent[at].fate = Fate::Refused {
                words: words.to_owned(),
            };
        }
    }
}

/// "2 answers left, then send".
fn left(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural} left, then send")
}
