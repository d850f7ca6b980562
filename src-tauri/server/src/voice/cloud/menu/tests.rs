//! The menu within its room: never over, nothing cut, nothing silently gone.

use super::*;
use kitchen::{
    Availability,
    menu::{COPPER_PAN, Category, Modifier, ModifierGroup, ModifierKind, Size, Station},
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng};

fn copper_pan() -> State {
    State {
        menu: Some(Arc::new(Menu::parse(COPPER_PAN).unwrap())),
        ..State::default()
    }
}

/// A menu of so many items, with names as long as they may be, in more than one script.
fn made_up(seed: u64, count: usize) -> State {
    let mut random = StdRng::seed_from_u64(seed);
    let letters: Vec<char> = "abcdefghij ÄßéñДж中文🍔\"\\".chars().collect();
    let longest = random.random_range(1..=80);
    let mut word = move |random: &mut StdRng| -> String {
        let length = random.random_range(1..=longest);
        let text: String = (0..length)
            .map(|_| letters[random.random_range(0..letters.len())])
            .collect();
        format!("x{text}").trim().chars().take(80).collect()
    };
    let group = |random: &mut StdRng, word: &mut dyn FnMut(&mut StdRng) -> String, at: usize| {
        let modifiers = (0..random.random_range(1..12)).map(|number| Modifier {
            id: format!("mod-{at}-{number}").as_str().into(),
            name: word(random).into(),
            kind: ModifierKind::Choice,
            price: random.random_range(-2..3),
            spoken: Vec::new(),
            allergens: Vec::new(),
        });
        ModifierGroup {
            id: format!("group-{at}").as_str().into(),
            modifiers: modifiers.collect(),
            name: format!("Group {at}"),
            min: u32::from(at.is_multiple_of(2)),
            max: 1,
        }
    };
    let groups: Vec<_> = (0..8).map(|at| group(&mut random, &mut word, at)).collect();
    let items = (0..count).map(|at| Item {
        id: format!("item-{at}").as_str().into(),
        name: word(&mut random).into(),
        kitchen_name: "x".into(),
        category: format!("category-{}", random.random_range(0..5))
            .as_str()
            .into(),
        price: 100,
        stations: vec!["grill".into()],
        prep_seconds: 60,
        allergens: Vec::new(),
        modifier_groups: (0..random.random_range(0..3))
            .map(|_| groups[random.random_range(0..groups.len())].id.clone())
            .collect(),
        sizes: (0..random.random_range(0..4))
            .map(|size| Size {
                id: format!("size-{size}").as_str().into(),
                name: word(&mut random).into(),
                price: 1,
            })
            .collect(),
        spoken: (0..random.random_range(0..3))
            .map(|_| word(&mut random))
            .collect(),
        available: random.random_bool(0.9),
    });
    let menu = Menu {
        items: items.collect(),
        stations: vec![Station {
            id: "grill".into(),
            name: "Grill".into(),
        }],
        categories: (0..5)
            .map(|at| Category {
                id: format!("category-{at}").as_str().into(),
                name: format!("Category {at}"),
                course: 1,
            })
            .collect(),
        modifier_groups: groups,
        ..empty()
    };
    State {
        menu: Some(Arc::new(menu)),
        ..State::default()
    }
}

/// Every line that stands in the instructions stands there whole, and every id of the tools is of a
/// listed item.
fn assert_whole(state: &State, told: &Told) {
    let menu = state.menu.as_deref().unwrap();
    let listed: HashSet<_> = told.listed.iter().collect();
    let left: HashSet<_> = told.left_out.iter().map(|(id, _)| id).collect();
    assert!(listed.is_disjoint(&left));
    assert_eq!(listed.len() + left.len(), menu.items.len());
    for item in &menu.items {
        let line = if item.available {
            lines::item(item)
        } else {
            lines::sold_out(item)
        };
        let stands = told.instructions.contains(&line);
        assert!(
            stands || !listed.contains(&item.id),
            "{line} is not there whole"
        );
    }
    let offered = told.tools[0]["parameters"]["properties"]["item"]["enum"]
        .as_array()
        .unwrap();
    for id in offered {
        let id = ItemId::from(id.as_str().unwrap());
        assert!(
            listed.contains(&id) && menu.item(&id).unwrap().available,
            "{id}"
        );
    }
    let available = |id: &&&ItemId| menu.item(id).unwrap().available;
    assert_eq!(offered.len(), listed.iter().filter(available).count());
}

#[test]
fn the_demo_menu_fits_whole() {
    let state = copper_pan();
    let told = tell(&state, 0, None, BUDGET);
    assert_eq!(told.left_out, []);
    assert!(told.bytes() < BUDGET / 2, "{}", told.bytes());
    assert_whole(&state, &told);
    assert!(!told.instructions.contains("Also on the menu"));
    let names: Vec<_> = told
        .tools
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].clone())
        .collect();
    assert_eq!(names, cart::tools::Call::NAMES);
}

#[test]
fn what_is_sold_out_is_told_as_such_and_cannot_be_called_for() {
    let mut state = copper_pan();
    let gone = Availability {
        available: false,
        until_ms: None,
        remaining: None,
    };
    state.availability.insert("brownie".into(), gone);
    let told = tell(&state, 0, None, BUDGET);
    let (_, sold_out) = told.instructions.split_once(lines::SOLD_OUT).unwrap();
    assert!(sold_out.to_lowercase().contains("brownie"), "{sold_out}");
    let offered = &told.tools[0]["parameters"]["properties"]["item"]["enum"];
    assert!(!offered.to_string().contains("\"brownie\""));
}

#[test]
fn what_is_left_out_is_named_or_counted_and_the_client_has_the_last_word() {
    let state = made_up(7, 2_000);
    let told = tell(&state, 0, Some("Speak like a pirate."), BUDGET);
    assert!(told.left_out.len() > 1_000);
    assert!(
        told.bytes() <= BUDGET && told.bytes() > BUDGET * 9 / 10,
        "{}",
        told.bytes()
    );
    assert!(told.instructions.ends_with("\n\nSpeak like a pirate."));
    let (_, note) = told.instructions.split_once("staff for: ").unwrap();
    assert!(note.starts_with(&*told.left_out[0].1));
    let (names, more) = note.rsplit_once("; and ").unwrap();
    let more: usize = more.split(' ').next().unwrap().parse().unwrap();
    let named = told
        .left_out
        .iter()
        .filter(|(_, name)| names.contains(&**name))
        .count();
    assert!(named + more >= told.left_out.len(), "{named} + {more}");
}

#[test]
fn a_kitchen_without_a_menu_has_tools_all_the_same() {
    let told = tell(&State::default(), 0, None, BUDGET);
    assert_eq!(
        told.tools.as_array().unwrap().len(),
        cart::tools::Call::NAMES.len()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn it_is_never_over_and_nothing_is_lost(
        seed: u64,
        count in prop_oneof![1..40_usize, 40..400_usize, 400..3_000_usize],
        budget in 12_000..=BUDGET,
    ) {
        let state = made_up(seed, count);
        let told = tell(&state, 0, None, budget);
        prop_assert!(told.bytes() <= budget, "{} of {budget}", told.bytes());
        assert_whole(&state, &told);
        // What could be had comes before what could not.
        let menu = state.menu.as_deref().unwrap();
        let had: Vec<bool> = told.listed.iter().map(|id| menu.item(id).unwrap().available).collect();
        prop_assert!(had.is_sorted_by(|before, after| before >= after));
    }
}
