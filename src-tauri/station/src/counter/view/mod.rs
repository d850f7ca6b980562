//! What a counter shows, made of what is known at one moment.

mod allergies;
mod left;
mod lines;
mod menu;
mod question;
mod readback;
mod sent;
mod sheet;

pub use menu::menu;

use super::desk::{Desk, KINDS, UNDO_FOR};
use super::draft::Kitchen;
use super::money::Money;
use super::sum;
use crate::settings::{CounterSettings, STAFF_CODE};
use ::voice::picture::Again;
use kitchen::limits;
use kitchen::menu::{Item, Menu, Modifier, ModifierGroup, ModifierKind};
use wire::view::{
    CounterSettingsView, CounterView, KindChoice, MicrophoneChoice, ModifierKindView, SendView,
    ServiceKind, SettingSwitch, SettingText, SumView, UndoView, WhoView,
};

/// Everything that decides what a counter looks like, so that drawing it is a pure function.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// The counter.
    pub desk: &'a Desk,
    /// What it orders from.
    pub kitchen: Kitchen<'a>,
    /// Whether the server is heard.
    pub is_live: bool,
    /// As a person has set it up.
    pub settings: &'a CounterSettings,
    /// What people call it.
    pub name: &'a str,
    /// Microphones by id and name.
    pub microphones: &'a [(String, String)],
    /// What the voice has for this order.
    pub spoken: &'a Spoken,
}

/// What the voice has for the order at a counter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    /// There is a voice to talk with.
    pub is_there: bool,
    /// The words that are being spoken now.
    pub live: String,
    /// The last reply.
    pub again: Again,
}

impl Sight<'_> {
    fn menu(&self) -> Option<&Menu> {
        self.kitchen.state.menu.as_deref()
    }

    fn money(&self) -> Money {
        Money::of(self.menu().map_or("USD", |menu| &menu.currency))
    }

    fn is_guest(&self) -> bool {
        self.settings.is_guest()
    }
}

/// The order side of a counter.
pub fn counter(sight: &Sight<'_>) -> CounterView {
    let desk = sight.desk;
    let draft = &desk.kept.draft;
    let sum = sum::so_far(draft, sight.kitchen);
    let question = question::question(sight);
    let shows_settings = !sight.is_guest() || desk.lock.is_open();
    CounterView {
        mode: sight.settings.mode,
        kinds: KINDS.map(|kind| kind_choice(kind, draft.kind())).into(),
        heading: "New order".to_owned(),
        who: who(sight),
        allergies: allergies::allergies(sight),
        takes_ms: sum.takes_ms,
        lines: lines::lines(sight),
        sum: sum_view(sight, sum),
        readback: question
            .is_none()
            .then(|| readback::readback(sight))
            .flatten(),
        question,
        send: send(sight),
        sheet: sheet::sheet(sight),
        undo: sight.desk.cleared.as_ref().map(|cleared| UndoView {
            words: "Order cleared".to_owned(),
            since_ms: cleared.at_ms,
            until_ms: cleared.at_ms + i64::try_from(UNDO_FOR.as_millis()).unwrap_or(0),
        }),
        leaving: left::leaving(sight),
        aside: match shows_settings {
            true => left::aside(sight),
            false => Vec::new(),
        },
        notice: sight.desk.notice.clone(),
        sent: sent::sent(sight),
        settings: shows_settings.then(|| settings(sight)),
    }
}

fn kind_choice(kind: ServiceKind, chosen: ServiceKind) -> KindChoice {
    KindChoice {
        kind,
        name: kind_name(kind).to_owned(),
        chosen: kind == chosen,
    }
}

fn kind_name(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::DineIn => "Dine-in",
        ServiceKind::Takeout => "Takeout",
        ServiceKind::Delivery => "Delivery",
        ServiceKind::DriveThru => "Drive-thru",
    }
}

fn who(sight: &Sight<'_>) -> WhoView {
    let draft = &sight.desk.kept.draft;
    let kind = draft.kind();
    let whom = draft.cart.whom();
    let at_table = kind == ServiceKind::DineIn;
    let wants_address = kind == ServiceKind::Delivery;
    WhoView {
        label: match kind {
            ServiceKind::DineIn => "Table",
            ServiceKind::DriveThru => "Lane",
            ServiceKind::Takeout | ServiceKind::Delivery => "Name",
        }
        .to_owned(),
        text: draft.who().map(str::to_owned),
        name: whom.name.clone().filter(|_| at_table),
        wants_name: at_table,
        is_number: at_table,
        unsure: whom.unsure,
        address: draft.address.clone().filter(|_| wants_address),
        wants_address,
        text_chars: count(limits::NAME_CHARS),
        address_chars: count(limits::ADDRESS_CHARS),
    }
}

fn sum_view(sight: &Sight<'_>, sum: sum::Sum) -> SumView {
    let draft = &sight.desk.kept.draft;
    let waits = draft.cart.open(sight.kitchen.state) > 0 || !draft.refused.is_empty();
    let so_far = if waits { " so far" } else { "" };
    SumView {
        words: match sum.items {
            0 if draft.is_empty() => "Nothing ordered yet".to_owned(),
            1 => format!("1 item{so_far}"),
            many => format!("{many} items{so_far}"),
        },
        total: sight.money().sum(sum.total),
    }
}

fn send(sight: &Sight<'_>) -> SendView {
    let desk = sight.desk;
    if desk.kept.draft.is_empty() && desk.kept.sent.iter().any(|sent| sent.is_being_kept()) {
        return SendView::Sending {
            words: "Sending".to_owned(),
        };
    }
    match desk.blocked(sight.kitchen, sight.is_guest()) {
        Some(words) => SendView::Blocked { words },
        None => SendView::Ready {
            words: match sight.is_guest() {
                true => "Send my order",
                false => "Send to kitchen",
            }
            .to_owned(),
        },
    }
}

fn settings(sight: &Sight<'_>) -> CounterSettingsView {
    let chosen = sight.settings.microphone.as_deref();
    let system = MicrophoneChoice {
        id: None,
        name: "The system's own choice".to_owned(),
        chosen: chosen.is_none(),
    };
    let others = sight.microphones.iter().map(|(id, name)| MicrophoneChoice {
        id: Some(id.clone()),
        name: name.clone(),
        chosen: chosen == Some(id),
    });
    let unplugged = chosen.filter(|chosen| sight.microphones.iter().all(|(id, _)| id != chosen));
    let unplugged = unplugged.map(|id| MicrophoneChoice {
        id: Some(id.to_owned()),
        name: format!("{id} (not there)"),
        chosen: true,
    });
    CounterSettingsView {
        name: SettingText {
            value: sight.name.to_owned(),
            chars: count(crate::settings::COUNTER_NAME_CHARS),
            label: "Name".to_owned(),
            help: "What people call this counter.".to_owned(),
        },
        guest: SettingSwitch {
            on: sight.is_guest(),
            label: "Guest mode".to_owned(),
            help: "For a guest alone: no settings, and every doubt is answered before Send."
                .to_owned(),
        },
        staff_code: SettingText {
            value: sight.settings.staff_code.clone(),
            chars: count(*STAFF_CODE.end()),
            label: "Staff code".to_owned(),
            help: "Four to eight digits: in guest mode, staff tap the counter's name and type it."
                .to_owned(),
        },
        voice: SettingSwitch {
            on: sight.settings.voice,
            label: "Voice".to_owned(),
            help: "Orders can be spoken. Touch always works.".to_owned(),
        },
        spoken_yes: SettingSwitch {
            on: sight.settings.spoken_yes,
            label: "Yes sends".to_owned(),
            help: "A spoken yes to the order on the screen sends it, as a tap does.".to_owned(),
        },
        microphones: [system]
            .into_iter()
            .chain(others)
            .chain(unplugged)
            .collect(),
        microphone_help: "Used while the button is held, and never else.".to_owned(),
    }
}

/// How a modifier is printed: a choice that nobody must make takes something else's place.
fn sign(group: &ModifierGroup, modifier: &Modifier) -> ModifierKindView {
    match modifier.kind {
        ModifierKind::Add => ModifierKindView::Add,
        ModifierKind::Remove => ModifierKindView::Remove,
        ModifierKind::Choice if group.min > 0 => ModifierKindView::Choice,
        ModifierKind::Choice => ModifierKindView::Swap,
    }
}

/// Choices first, then what takes another's place, additions and removals, as on tickets.
fn rank(kind: ModifierKindView) -> u8 {
    match kind {
        ModifierKindView::Choice => 0,
        ModifierKindView::Swap => 1,
        ModifierKindView::Add => 2,
        ModifierKindView::Remove => 3,
    }
}

/// The price of an item: "from 2.75" where it has sizes.
fn price(money: &Money, item: &Item) -> String {
    match item.sizes.iter().map(|size| size.price).min() {
        Some(least) => format!("from {}", money.plain(least)),
        None => money.plain(item.price),
    }
}

/// "Choose one", "Up to 8".
fn rule(group: &ModifierGroup) -> String {
    match (group.min, group.max) {
        (1, 1) => "Choose one".to_owned(),
        (0, 1) => "One, if you like".to_owned(),
        (0, max) => format!("Up to {max}"),
        (min, max) if min == max => format!("Choose {min}"),
        (min, max) => format!("Choose {min} to {max}"),
    }
}

/// A name within a sentence: small letters, but for words in capitals ("BLT").
fn in_sentence(name: &str) -> String {
    let word = |word: &str| {
        let capitals = word.chars().filter(|letter| letter.is_uppercase()).count();
        match capitals {
            0 | 1 => word.to_lowercase(),
            _ => word.to_owned(),
        }
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Bounds and counts of ours are far below `u32`.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
