//! Orders that guests of a menu might really place.

use crate::seed::chance;
use kitchen::{
    LineRequest, Menu, ModifierId, OrderRequest, Service, Source,
    menu::{Item, ModifierGroup},
};
use rand::{
    RngExt,
    rngs::StdRng,
    seq::{IndexedRandom, IteratorRandom},
};
use std::sync::Arc;

/// Lines of an order, as often as each stands here: most guests come in pairs.
const LINES: [usize; 10] = [1, 1, 2, 2, 2, 3, 3, 4, 5, 7];

/// What guests ask of a kitchen in words.
const NOTES: [&str; 4] = [
    "cut in half",
    "sauce on the side",
    "extra napkins",
    "to share",
];

/// What guests must not eat.
const ALLERGIES: [&str; 4] = ["peanut", "shellfish", "sesame", "milk"];

/// Who picks up.
const NAMES: [&str; 6] = ["Ana", "Ben", "Chloe", "Dev", "Elif", "Farid"];

/// An endless row of orders that a menu takes, the same for the same seed.
#[derive(Debug)]
pub struct Orders {
    menu: Arc<Menu>,
    chance: StdRng,
    name: String,
    count: u64,
}

impl Orders {
    /// Orders of the till `part` of the run `seed`, from `menu`.
    pub fn new(menu: Arc<Menu>, seed: u64, part: u64) -> Self {
        Self {
            menu,
            chance: chance(seed, part),
            name: format!("till-{part}"),
            count: 0,
        }
    }

    /// Orders from the demo menu.
    ///
    /// # Panics
    /// When the demo menu has faults.
    pub fn demo(seed: u64, part: u64) -> Self {
        Self::new(Arc::new(demo_menu()), seed, part)
    }

    /// The next order; its `external_id` is unique in the run.
    pub fn order(&mut self) -> OrderRequest {
        self.count += 1;
        let lines = LINES.choose(&mut self.chance).map_or(1, |count| *count);
        OrderRequest {
            external_id: Some(format!("{}-{}", self.name, self.count)),
            source: self.source(),
            service: self.service(),
            promised_at_ms: None,
            note: self.seldom(20, &NOTES),
            lines: (0..lines).filter_map(|_| self.line()).collect(),
            hold: if self.chance.random_ratio(1, 10) {
                vec![3]
            } else {
                Vec::new()
            },
        }
    }

    fn line(&mut self) -> Option<LineRequest> {
        let menu = self.menu.clone();
        let offered = menu.items.iter().filter(|item| item.available);
        let item = offered.choose(&mut self.chance)?;
        Some(LineRequest {
            item: item.id.clone(),
            quantity: 1 + u32::from(self.chance.random_ratio(1, 6)),
            size: item
                .sizes
                .choose(&mut self.chance)
                .map(|size| size.id.clone()),
            modifiers: self.modifiers(&menu, item),
            note: self.seldom(15, &NOTES),
            allergies: self.seldom(25, &ALLERGIES).into_iter().collect(),
            course: None,
            seat: None,
        })
    }

    /// As many of each group as it requires, and now and then one more.
    fn modifiers(&mut self, menu: &Menu, item: &Item) -> Vec<ModifierId> {
        let mut chosen = Vec::new();
        for group in menu.groups_of(item) {
            let more = group.min < group.max && self.chance.random_ratio(1, 3);
            for _ in 0..group.min + u32::from(more) {
                chosen.extend(self.modifier(group));
            }
        }
        chosen
    }

    fn modifier(&mut self, group: &ModifierGroup) -> Option<ModifierId> {
        let chosen = group.modifiers.choose(&mut self.chance)?;
        Some(chosen.id.clone())
    }

    fn source(&mut self) -> Source {
        let sources = [Source::Pos, Source::Pos, Source::Counter, Source::Online];
        sources
            .choose(&mut self.chance)
            .map_or(Source::Pos, |source| *source)
    }

    fn service(&mut self) -> Service {
        match self.chance.random_range(0..4) {
            0 => Service::Takeout {
                name: self.seldom(1, &NAMES),
            },
            1 => Service::DriveThru {
                lane: Some("1".to_owned()),
            },
            _ => Service::DineIn {
                table: Some(self.chance.random_range(1..40).to_string()),
                name: None,
            },
        }
    }

    /// One of the words, in one of so many cases.
    fn seldom(&mut self, of: u32, words: &[&str]) -> Option<String> {
        let said = self.chance.random_ratio(1, of);
        let word = words.choose(&mut self.chance)?;
        said.then(|| (*word).to_owned())
    }
}

/// The demo menu.
///
/// # Panics
/// When it has faults.
pub fn demo_menu() -> Menu {
    let read = serde_json::from_str(kitchen::menu::COPPER_PAN)
        .map_err(|error| error.to_string())
        .and_then(|json| Menu::read(&json).map_err(|faults| format!("{faults:?}")));
    match read {
        Ok(menu) => menu,
        Err(faults) => panic!("the demo menu has faults: {faults}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kitchen::{Command, Event, EventRecord, Moment, OrderId, State};

    #[test]
    fn the_menu_takes_every_order_and_a_seed_gives_the_same_ones() {
        let mut state = State::default();
        let menu = Arc::new(demo_menu());
        let record = |seq, body| EventRecord {
            seq,
            at_ms: 0,
            by: "test".into(),
            command_id: None,
            body,
        };
        state
            .apply(&record(1, Event::MenuReplaced { menu }))
            .unwrap();
        let mut again = Orders::demo(7, 1);
        let mut orders = Orders::demo(7, 1);
        for count in 0..2_000 {
            let order = orders.order();
            assert_eq!(order, again.order());
            let moment = Moment {
                now_ms: 0,
                day: 20_261_121,
                order_id: OrderId(uuid::Uuid::from_u128(count)),
            };
            kitchen::decide(&state, &Command::PlaceOrder { order }, &moment).unwrap();
        }
        assert_ne!(
            Orders::demo(7, 2).order().lines,
            Orders::demo(8, 2).order().lines
        );
    }
}
