//! One counter: the order in the making, and what became of those before it.

use super::consent::Read;
use super::draft::{Draft, Kitchen, TapError};
use super::left::{Aside, Stirred};
use super::lock::Lock;
use super::sent::{Fate, Sent};
use super::{doubt, pick};
use kitchen::cart::Mended;
use kitchen::cart::tools::Call;
use kitchen::{CommandId, ItemId, LineId, OrderRequest, RefusalCode, UnixMs};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use wire::view::{ServiceKind, Tap};

/// How long what was cleared can be had back (design brief, section 4).
pub const UNDO_FOR: Duration = Duration::from_secs(5);
/// Sent orders that the server has not answered yet: with one more, Send says so. An hour of
/// a busy counter without a server.
pub const UNANSWERED: usize = 100;
/// Answered orders that are remembered, as [`wire::view::CounterView::sent`] promises.
pub const ANSWERED: usize = 5;

/// The ways an order can reach its guest from a counter, in the order of the bar.
pub const KINDS: [ServiceKind; 3] = [
    ServiceKind::DineIn,
    ServiceKind::Takeout,
    ServiceKind::Delivery,
];

/// What of a counter outlives the app.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// The order in the making.
    pub draft: Draft,
    /// Orders that were sent, oldest first.
    pub sent: Vec<Sent>,
    /// Orders that their guests left, oldest first.
    pub aside: Vec<Aside>,
}

/// What was cleared.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleared {
    /// The order.
    pub draft: Draft,
    /// When, by the server's clock.
    pub at_ms: UnixMs,
    /// Until when it can be had back.
    pub until: Instant,
}

/// One counter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Desk {
    /// What outlives the app.
    pub kept: Kept,
    /// The line that is being edited.
    pub sheet: Option<LineId>,
    /// What was cleared last.
    pub cleared: Option<Cleared>,
    /// What a spoken yes is said to.
    pub read: Read,
    /// When the guest was last heard of; `None` where there is none.
    pub stirred: Option<Stirred>,
    /// What keeps a guest from the settings.
    pub lock: Lock,
    /// Why the last tap was refused, or what happened to the order, in words.
    pub notice: Option<String>,
    /// The menu was seen, and the order mended by it, if it had to be.
    pub menu: Option<usize>,
}

/// When a tap is made.
#[derive(Debug, Clone, Copy)]
pub struct Tapped<'a> {
    /// What the order is checked against.
    pub kitchen: Kitchen<'a>,
    /// By the monotonic clock.
    pub at: Instant,
    /// Whether every doubt must be settled before Send.
    pub is_guest: bool,
}

/// An order to place, under an id that is its own for good.
pub type Placing = (CommandId, OrderRequest);

impl Desk {
    /// A counter as it was kept.
    pub fn new(kept: Kept) -> Self {
        Self {
            kept,
            ..Self::default()
        }
    }

    /// Does what a finger meant; a tap that cannot be done says why on the counter. Gives back
    /// an order to place under that id, once the counter is on disk.
    pub fn tap(&mut self, tap: &Tap, tapped: Tapped<'_>) -> Option<Placing> {
        self.notice = None;
        let mut place = None;
        if let Err(no) = self.carry_out(tap, tapped, &mut place) {
            self.notice = Some(no.to_string());
        }
        self.after(tapped.at);
        place
    }

    /// Orders that are not in the kitchen yet.
    pub fn open_orders(&self) -> u32 {
        let open = self
            .kept
            .sent
            .iter()
            .filter(|sent| sent.fate == Fate::Open)
            .count();
        let open = open + usize::from(!self.kept.draft.is_empty());
        u32::try_from(open).unwrap_or(u32::MAX)
    }

    /// Runs a call of the voice on the order.
    ///
    /// # Errors
    /// As the tools.
    pub fn call(
        &mut self,
        kitchen: Kitchen<'_>,
        call: &Call,
        unsure: &[String],
    ) -> Result<kitchen::cart::tools::Answer, kitchen::Refusal> {
        let draft = &mut self.kept.draft;
        let ran = draft.run(kitchen, call);
        if let (Err(no), Call::AddItem(asked)) = (&ran, call)
            && no.code == RefusalCode::ItemUnavailable
        {
            draft.refuse(asked);
        }
        let answer = ran?;
        draft.spoken |= !matches!(call, Call::ReadBack {} | Call::SubmitOrder { .. });
        if let Some(menu) = kitchen.state.menu.as_deref() {
            for line in answer.lines.iter().filter_map(|id| draft.cart.line(id)) {
                if line.unsure {
                    draft
                        .doubts
                        .insert(line.id.clone(), doubt::found(menu, line, unsure));
                }
            }
        }
        self.drop_sheet();
        Ok(answer)
    }

    /// Takes in that the menu is another one than before, and says what that took from the order.
    pub fn look(&mut self, kitchen: Kitchen<'_>) -> bool {
        let Some(menu) = &kitchen.state.menu else {
            return false;
        };
        let address = std::sync::Arc::as_ptr(menu).addr();
        if self.menu.replace(address) == Some(address) {
            return false;
        }
        let mended = self.kept.draft.mend(menu);
        let words = mended_words(&mended, |id| {
            menu.item(id).map(|item| item.name.to_string())
        });
        self.drop_sheet();
        if let Some(words) = words {
            tracing::warn!(?mended, "an order in the making does not fit the menu");
            self.notice = Some(words);
            return true;
        }
        false
    }

    /// When time alone changes what is shown.
    pub fn due(&self) -> Option<Instant> {
        [self.undo_until(), self.lock.due(), self.guest_due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Time has passed. Says whether anything is other than before.
    pub fn pass(&mut self, now: Instant) -> bool {
        let is_over = self.undo_until().is_some_and(|until| until <= now);
        if is_over {
            self.cleared = None;
        }
        self.lock.pass(now) || is_over
    }

    fn undo_until(&self) -> Option<Instant> {
        self.cleared.as_ref().map(|cleared| cleared.until)
    }

    fn carry_out(
        &mut self,
        tap: &Tap,
        tapped: Tapped<'_>,
        place: &mut Option<Placing>,
    ) -> Result<(), TapError> {
        let kitchen = tapped.kitchen;
        let draft = &mut self.kept.draft;
        match tap {
            Tap::Kind { kind } if KINDS.contains(kind) => draft.set_kind(kitchen, *kind)?,
            Tap::Kind { .. } => return Err(TapError::NotThere),
            Tap::Who { text } => draft.set_who(kitchen, text)?,
            Tap::Name { text } => draft.set_name(kitchen, text)?,
            Tap::Address { text } => draft.set_address(text)?,
            Tap::Allergy { text, noted } => draft.set_allergy(kitchen, text, *noted)?,
            Tap::Add { item } => draft.add(kitchen, item)?,
            Tap::Open { line } => {
                let line = line.as_str().into();
                draft.cart.line(&line).ok_or(TapError::NotThere)?;
                self.sheet = Some(line);
            }
            Tap::Close => self.sheet = None,
            Tap::Answer { line, choice } => pick::answer(draft, kitchen, line, choice)?,
            Tap::Size { line, size } => pick::size(draft, kitchen, line, size)?,
            Tap::Toggle { line, modifier } => pick::toggle(draft, kitchen, line, modifier)?,
            Tap::Quantity { line, quantity: 0 } | Tap::Remove { line } | Tap::Skip { line } => {
                draft.remove(kitchen, line)?;
            }
            Tap::Quantity { line, quantity } => {
                draft.change(kitchen, line, |change| change.quantity = Some(*quantity))?;
            }
            Tap::Note { line, text } => {
                draft.change(kitchen, line, |change| change.note = Some(text.clone()))?;
            }
            Tap::Split { line } => {
                let one = draft.change(kitchen, line, |change| change.only = Some(1))?;
                self.sheet = one.lines.last().cloned();
            }
            Tap::Yes { key } => draft.yes(kitchen, key)?,
            Tap::No { key } => self.sheet = draft.no(kitchen, key)?.or(self.sheet.take()),
            Tap::Swap { line, item } => draft.swap(kitchen, line, item)?,
            Tap::Clear => self.clear(tapped),
            Tap::Undo => self.undo(),
            Tap::Send => *place = self.send(tapped)?,
            Tap::Reopen { sent } => self.reopen(sent)?,
            Tap::Dismiss { sent } => self.dismiss(sent),
            Tap::BringBack { aside } => self.bring_back(aside)?,
            Tap::ThrowAway { aside } => self.throw_away(aside),
            // Not of the order: the voice's and the settings' affair.
            Tap::Stay
            | Tap::Press
            | Tap::Release
            | Tap::Hush
            | Tap::HandsFree { .. }
            | Tap::SayAgain
            | Tap::ResetVoice
            | Tap::SetName { .. }
            | Tap::SetMode { .. }
            | Tap::SetCode { .. }
            | Tap::Unlock { .. }
            | Tap::Lock
            | Tap::SetVoice { .. }
            | Tap::SetSpokenYes { .. }
            | Tap::SetMicrophone { .. } => {}
        }
        Ok(())
    }

    fn after(&mut self, now: Instant) {
        self.drop_sheet();
        if !self.kept.draft.is_blank() {
            // What is new stays; what was cleared could only come back in its place.
            self.cleared = None;
        }
        self.pass(now);
    }

    fn drop_sheet(&mut self) {
        let cart = &self.kept.draft.cart;
        self.sheet = self.sheet.take().filter(|line| cart.line(line).is_some());
    }

    fn clear(&mut self, tapped: Tapped<'_>) {
        let next = self.kept.draft.next();
        let draft = std::mem::replace(&mut self.kept.draft, next);
        if draft.is_blank() {
            return;
        }
        self.cleared = Some(Cleared {
            draft,
            at_ms: tapped.kitchen.now_ms,
            until: tapped.at + UNDO_FOR,
        });
    }

    fn undo(&mut self) {
        if let Some(cleared) = self.cleared.take() {
            self.kept.draft = cleared.draft;
        }
    }
}

/// What another menu took from an order, in words; `None` where nothing.
fn mended_words(mended: &[Mended], name: impl Fn(&ItemId) -> Option<String>) -> Option<String> {
    let gone = mended
        .iter()
        .filter(|what| matches!(what, Mended::Gone { .. }));
    let changed = mended.iter().find_map(|what| match what {
        Mended::Changed { item, .. } => name(item),
        Mended::Gone { .. } => None,
    });
    match (gone.count(), changed) {
        (0, None) => None,
        (0, Some(item)) => Some(format!("The menu has changed. Look at the {item}.")),
        (1, _) => Some("The menu has changed. One item is not on it any more.".to_owned()),
        (many, _) => Some(format!(
            "The menu has changed. {many} items are not on it any more."
        )),
    }
}
