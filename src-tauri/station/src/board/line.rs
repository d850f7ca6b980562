//! One item to make, with what a change did to it.

use kitchen::{ChosenModifier, Line, LineState, LineWas, StationId, menu::ModifierKind};
use wire::view::{LineStateView, LineView, Mark, ModifierKindView, ModifierView};

/// The line as `station` sees it.
pub fn line(line: &Line, station: &StationId) -> LineView {
    let state = state(line, station);
    // What is done here, or is not wanted any more, has no news for the cook.
    let is_news = !matches!(state, LineStateView::Done | LineStateView::Void);
    let was = line.was.as_deref().filter(|_| is_news);
    LineView {
        id: line.id.to_string(),
        quantity: line.quantity,
        quantity_was: was
            .map(|was| was.quantity)
            .filter(|quantity| *quantity != line.quantity),
        name: line.kitchen_name.to_string(),
        size: line.size.as_ref().map(|size| size.name.to_string()),
        size_was: was
            .filter(|was| was.size != line.size)
            .and_then(|was| was.size.as_ref())
            .map(|size| size.name.to_string()),
        modifiers: modifiers(&line.modifiers, was),
        note: line.note.clone(),
        state,
        changed: was.is_some(),
        added: line.added && is_news,
    }
}

fn state(line: &Line, station: &StationId) -> LineStateView {
    let here = line.at(station).map(|part| line.state_at(part));
    match here.unwrap_or_else(|| line.state()) {
        LineState::Held => LineStateView::Held,
        LineState::Queued => LineStateView::Queued,
        LineState::Started => LineStateView::Started,
        LineState::Ready | LineState::Served => LineStateView::Done,
        LineState::Voided => LineStateView::Void,
    }
}

/// Choices first, then swaps, additions and removals; of one kind, what was taken away
/// stands before what came in its place.
fn modifiers(now: &[ChosenModifier], was: Option<&LineWas>) -> Vec<ModifierView> {
    let before = was.map_or(now, |was| &was.modifiers);
    let has = |list: &[ChosenModifier], one: &ChosenModifier| {
        list.iter().any(|modifier| modifier.id == one.id)
    };
    let gone = before.iter().filter(|modifier| !has(now, modifier));
    let gone = gone.map(|modifier| (modifier, Mark::Was));
    let here = now.iter().map(|modifier| match has(before, modifier) {
        true => (modifier, Mark::Same),
        false => (modifier, Mark::Now),
    });
    let mut views: Vec<ModifierView> = gone
        .chain(here)
        .map(|(modifier, mark)| ModifierView {
            kind: kind(modifier),
            text: modifier.name.to_string(),
            mark,
        })
        .collect();
    // Stable: what was said first stays first.
    views.sort_by_key(|view| rank(view.kind));
    views
}

fn kind(modifier: &ChosenModifier) -> ModifierKindView {
    match modifier.kind {
        ModifierKind::Add => ModifierKindView::Add,
        ModifierKind::Remove => ModifierKindView::Remove,
        ModifierKind::Choice if modifier.required => ModifierKindView::Choice,
        ModifierKind::Choice => ModifierKindView::Swap,
    }
}

fn rank(kind: ModifierKindView) -> u8 {
    match kind {
        ModifierKindView::Choice => 0,
        ModifierKindView::Swap => 1,
        ModifierKindView::Add => 2,
        ModifierKindView::Remove => 3,
    }
}
