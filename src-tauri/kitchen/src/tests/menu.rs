//! Reading menus: each kind of fault with its pointer, and all of them in one go.

use crate::Menu;
use crate::menu::{COPPER_PAN, Fault};
use proptest::prelude::*;
use serde_json::{Value, json};

fn demo() -> Value {
    serde_json::from_str(COPPER_PAN).unwrap()
}

fn place<'a>(menu: &'a mut Value, pointer: &str) -> &'a mut Value {
    menu.pointer_mut(pointer).unwrap()
}

/// Sets a field, or removes it with `None`.
fn put(menu: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match (place(menu, parent), value) {
        (Value::Object(fields), Some(value)) => drop(fields.insert(name.into(), value)),
        (Value::Object(fields), None) => drop(fields.remove(name)),
        (Value::Array(list), Some(value)) => list[name.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{pointer} is in {other}"),
    }
}

fn faults(menu: &Value) -> Vec<String> {
    let found = Menu::read(menu).err().unwrap_or_default();
    found.iter().map(Fault::to_string).collect()
}

#[test]
fn the_demo_menu_has_no_fault() {
    let menu = Menu::parse(COPPER_PAN).unwrap();
    assert_eq!(menu.items.len(), 46);
    assert_eq!(serde_json::from_str::<Menu>(COPPER_PAN).unwrap(), menu);
}

#[test]
fn a_text_that_is_no_json_says_where_it_stops_being_it() {
    let faults = Menu::parse("{\n \"schema\": oops\n}").unwrap_err();
    let [fault] = &faults[..] else {
        panic!("{faults:?}")
    };
    assert_eq!(fault.pointer, "");
    assert!(fault.message.contains("line 2 column 12"), "{fault}");
}

#[test]
fn a_byte_order_mark_and_unknown_fields_are_ignored() {
    let mut menu = demo();
    put(&mut menu, "/opening_hours", Some(json!("10-22")));
    put(&mut menu, "/items/0/photo", Some(json!(null)));
    assert_eq!(
        Menu::parse(&format!("\u{feff}{menu}")).unwrap(),
        Menu::parse(COPPER_PAN).unwrap()
    );
}

#[test]
fn what_may_be_left_out_has_a_default() {
    let mut menu = demo();
    for pointer in [
        "/currency",
        "/language",
        "/categories/0/course",
        "/modifier_groups/0/modifiers/0/price",
        "/modifier_groups/0/modifiers/0/spoken",
        "/items/0/allergens",
        "/items/0/modifier_groups",
        "/items/0/sizes",
        "/items/0/spoken",
        "/items/0/available",
        // Chicken wings have sizes, and those have prices.
        "/items/20/price",
    ] {
        put(&mut menu, pointer, None);
    }
    let read = Menu::read(&menu).unwrap();
    assert_eq!((&*read.currency, &*read.language), ("USD", "en"));
    assert_eq!(read.categories[0].course, 1);
    assert_eq!(read.modifier_groups[0].modifiers[0].price, 0);
    assert!(read.items[0].available && read.items[0].modifier_groups.is_empty());
    assert_eq!(read.items[20].price, 0);
}

/// One fault each: what is put where (`null` as a string is JSON's; an empty one removes),
/// and what is said of it.
const FAULTS: &[(&str, &str, &str)] = &[
    // Missing.
    ("/schema", "", "/schema: is missing"),
    ("/name", "", "/name: is missing"),
    ("/items", "", "/items: is missing"),
    (
        "/modifier_groups/1/max",
        "",
        "/modifier_groups/1/max: is missing",
    ),
    (
        "/modifier_groups/0/modifiers/0/kind",
        "",
        "/modifier_groups/0/modifiers/0/kind: is missing",
    ),
    (
        "/items/0/kitchen_name",
        "",
        "/items/0/kitchen_name: is missing",
    ),
    ("/items/0/price", "", "/items/0/price: is missing"),
    ("/items/0/stations", "", "/items/0/stations: is missing"),
    (
        "/items/0/prep_seconds",
        "",
        "/items/0/prep_seconds: is missing",
    ),
    (
        "/items/20/sizes/0/price",
        "",
        "/items/20/sizes/0/price: is missing",
    ),
    // The wrong type.
    ("/name", "7", "/name: is a number; a text belongs here"),
    (
        "/currency",
        "null",
        "/currency: is null; a text belongs here",
    ),
    (
        "/language",
        "[]",
        "/language: is a list; a text belongs here",
    ),
    (
        "/items/0/id",
        "true",
        "/items/0/id: is true or false; a text belongs here",
    ),
    (
        "/items/0/price",
        r#""950""#,
        "/items/0/price: is a text; a whole number belongs here",
    ),
    (
        "/items/0/available",
        r#""yes""#,
        "/items/0/available: is a text; true or false belongs here",
    ),
    (
        "/items/0/spoken",
        r#""burger""#,
        "/items/0/spoken: is a text; a list belongs here",
    ),
    (
        "/items/0/allergens/0",
        "{}",
        "/items/0/allergens/0: is an object; a text belongs here",
    ),
    (
        "/items/20/sizes",
        "{}",
        "/items/20/sizes: is an object; a list belongs here",
    ),
    (
        "/items/20/sizes/0",
        "6",
        "/items/20/sizes/0: is a number; an object belongs here",
    ),
    (
        "/items/1",
        "[]",
        "/items/1: is a list; an object belongs here",
    ),
    // Another form.
    (
        "/schema",
        r#""heard.menu/2""#,
        r#"/schema: must be "heard.menu/1""#,
    ),
    (
        "/modifier_groups/0/modifiers/0/kind",
        r#""swap""#,
        r#"/modifier_groups/0/modifiers/0/kind: is "swap"; "add", "remove" or "choice" belongs here"#,
    ),
    (
        "/currency",
        r#""usd""#,
        r#"/currency: is "usd"; three capitals belong here, as in "USD""#,
    ),
    (
        "/language",
        r#""en_US""#,
        r#"/language: is "en_US"; a language tag belongs here, as in "en-US""#,
    ),
    (
        "/items/9/id",
        r#""Chicken Sandwich""#,
        r#"/items/9/id: is "Chicken Sandwich"; an id has 1 to 64 of a-z, 0-9, - and _, and begins with a letter or digit"#,
    ),
    (
        "/items/9/id",
        r#""-x""#,
        r#"/items/9/id: is "-x"; an id has 1 to 64 of a-z, 0-9, - and _, and begins with a letter or digit"#,
    ),
    (
        "/items/9/id",
        r#""""#,
        r#"/items/9/id: is ""; an id has 1 to 64 of a-z, 0-9, - and _, and begins with a letter or digit"#,
    ),
    // Texts.
    ("/name", r#""  ""#, "/name: is blank"),
    (
        "/items/0/name",
        r#""a\u0007b""#,
        "/items/0/name: has a control character",
    ),
    (
        "/items/0/kitchen_name",
        r#""FIFTEEN LETTERS""#,
        "/items/0/kitchen_name: has 15 characters; at most 14 are allowed",
    ),
    // Numbers.
    (
        "/items/0/price",
        "12.0",
        "/items/0/price: is 12.0; a whole number belongs here, without a point",
    ),
    (
        "/items/0/price",
        "-1",
        "/items/0/price: is -1; 0 to 10000000 are allowed",
    ),
    (
        "/items/0/price",
        "10000001",
        "/items/0/price: is 10000001; 0 to 10000000 are allowed",
    ),
    (
        "/items/0/price",
        "18446744073709551615",
        "/items/0/price: is 18446744073709551615; 0 to 10000000 are allowed",
    ),
    (
        "/items/0/prep_seconds",
        "86401",
        "/items/0/prep_seconds: is 86401; 0 to 86400 are allowed",
    ),
    (
        "/categories/0/course",
        "0",
        "/categories/0/course: is 0; 1 to 20 are allowed",
    ),
    (
        "/categories/0/course",
        "21",
        "/categories/0/course: is 21; 1 to 20 are allowed",
    ),
    (
        "/modifier_groups/0/modifiers/0/price",
        "-10000001",
        "/modifier_groups/0/modifiers/0/price: is -10000001; -10000000 to 10000000 are allowed",
    ),
    (
        "/modifier_groups/0/max",
        "0",
        "/modifier_groups/0/max: is 0; 1 to 64 are allowed",
    ),
    (
        "/modifier_groups/1/min",
        "2",
        "/modifier_groups/1/min: is 2, more than max, which is 1",
    ),
    // Lists.
    ("/items", "[]", "/items: is empty"),
    ("/items/0/stations", "[]", "/items/0/stations: is empty"),
    (
        "/modifier_groups/2/modifiers",
        "[]",
        "/modifier_groups/2/modifiers: is empty",
    ),
    // Ids.
    (
        "/stations/4/id",
        r#""bar""#,
        r#"/stations/4/id: is "bar", which is the id at /stations/3/id already"#,
    ),
    (
        "/items/1/id",
        r#""classic-burger""#,
        r#"/items/1/id: is "classic-burger", which is the id at /items/0/id already"#,
    ),
    (
        "/modifier_groups/2/modifiers/0/id",
        r#""rare""#,
        r#"/modifier_groups/2/modifiers/0/id: is "rare", which is the id at /modifier_groups/1/modifiers/0/id already"#,
    ),
    (
        "/items/20/sizes/1/id",
        r#""six""#,
        r#"/items/20/sizes/1/id: is "six", which is the id at /items/20/sizes/0/id already"#,
    ),
    (
        "/items/0/stations/0",
        r#""gril""#,
        r#"/items/0/stations/0: is "gril"; no station has that id"#,
    ),
    (
        "/items/0/category",
        r#""burger""#,
        r#"/items/0/category: is "burger"; no category has that id"#,
    ),
    (
        "/items/0/modifier_groups/1",
        r#""done""#,
        r#"/items/0/modifier_groups/1: is "done"; no modifier group has that id"#,
    ),
    (
        "/items/0/stations/1",
        r#""grill""#,
        r#"/items/0/stations/1: is "grill", which is in this list already"#,
    ),
    (
        "/items/0/modifier_groups/1",
        r#""bun""#,
        r#"/items/0/modifier_groups/2: is "bun", which is in this list already"#,
    ),
];

#[test]
fn each_kind_of_fault_is_found_where_it_is() {
    for (pointer, value, said) in FAULTS {
        let mut menu = demo();
        let value = (!value.is_empty()).then(|| serde_json::from_str(value).unwrap());
        put(&mut menu, pointer, value);
        let found = faults(&menu);
        // A duplicate that was referred to by its old name is not there under it any more.
        assert!(
            found.iter().any(|fault| fault == said),
            "{said}\nis not in\n{found:#?}"
        );
        let consequences = found.len() - 1;
        assert!(
            consequences == 0 || said.contains("already"),
            "{said}\n{found:#?}"
        );
    }
}

#[test]
fn two_categories_or_groups_of_one_id_are_a_fault() {
    for list in ["categories", "modifier_groups"] {
        let mut menu = demo();
        let mut second = menu[list][0].clone();
        if list == "modifier_groups" {
            second["modifiers"] = json!([{"id": "other", "name": "other", "kind": "add"}]);
        }
        let at = menu[list].as_array().unwrap().len();
        let id = second["id"].clone();
        place(&mut menu, &format!("/{list}"))
            .as_array_mut()
            .unwrap()
            .push(second);
        assert_eq!(
            faults(&menu),
            [format!(
                "/{list}/{at}/id: is {id}, which is the id at /{list}/0/id already"
            )]
        );
    }
}

#[test]
fn more_choices_required_than_there_are_is_a_fault() {
    let mut menu = demo();
    put(&mut menu, "/modifier_groups/4/min", Some(json!(4)));
    put(&mut menu, "/modifier_groups/4/max", Some(json!(9)));
    assert_eq!(
        faults(&menu),
        ["/modifier_groups/4/min: is 4, and there are only 3 modifiers"]
    );
}

#[test]
fn sizes_of_which_none_has_a_price_are_a_fault() {
    let mut menu = demo();
    put(&mut menu, "/items/20/sizes/0/price", Some(json!(0)));
    assert_eq!(faults(&menu), [""; 0]);
    put(&mut menu, "/items/20/sizes/1/price", Some(json!(0)));
    assert_eq!(faults(&menu), ["/items/20/sizes: has no size with a price"]);
}

#[test]
fn a_menu_that_is_no_object_is_one_fault() {
    for other in [json!(null), json!([]), json!("menu"), json!(1.5)] {
        let found = faults(&other);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with("; an object belongs here"), "{found:?}");
    }
}

#[test]
fn a_list_that_cannot_be_read_does_not_blame_those_who_refer_to_it() {
    let mut menu = demo();
    put(&mut menu, "/stations", Some(json!("grill")));
    assert_eq!(faults(&menu), ["/stations: is a text; a list belongs here"]);
}

#[test]
fn lists_are_bounded() {
    let mut menu = demo();
    let station = |n: usize| json!({"id": format!("s{n}"), "name": "Station"});
    put(
        &mut menu,
        "/stations",
        Some((0..5_001).map(station).collect()),
    );
    assert_eq!(
        faults(&menu),
        ["/stations: has 5001 entries; at most 5000 are allowed"]
    );

    let mut menu = demo();
    put(&mut menu, "/items/0/spoken", Some(vec!["x"; 65].into()));
    assert_eq!(
        faults(&menu),
        ["/items/0/spoken: has 65 entries; at most 64 are allowed"]
    );

    // No group has too many modifiers, and all together have.
    let mut menu = demo();
    for group in 0..2 {
        let modifier =
            |n: usize| json!({"id": format!("m{group}-{n}"), "name": "more", "kind": "add"});
        let all: Value = (0..2_600).map(modifier).collect();
        put(
            &mut menu,
            &format!("/modifier_groups/{group}/modifiers"),
            Some(all),
        );
    }
    let [fault] = &faults(&menu)[..] else {
        panic!()
    };
    assert!(fault.starts_with("/modifier_groups: has 52"), "{fault}");
}

#[test]
fn twelve_faults_are_twelve() {
    let mut menu = demo();
    let broken = [
        ("/name", json!("")),
        ("/currency", json!("$")),
        ("/stations/0/name", json!(1)),
        ("/categories/2/course", json!(99)),
        ("/modifier_groups/1/min", json!(3)),
        ("/modifier_groups/3/modifiers/0/kind", json!("none")),
        ("/items/3/kitchen_name", json!("MUCH TOO LONG A NAME")),
        ("/items/4/price", json!(13.5)),
        ("/items/5/stations", json!([])),
        ("/items/6/category", json!("fish")),
        ("/items/7/prep_seconds", json!(-5)),
        ("/items/8/id", json!("Fish & Chips")),
    ];
    for (pointer, value) in &broken {
        put(&mut menu, pointer, Some(value.clone()));
    }
    let found: Vec<String> = Menu::read(&menu)
        .unwrap_err()
        .into_iter()
        .map(|fault| fault.pointer)
        .collect();
    assert_eq!(found, broken.map(|(pointer, _)| pointer));
}

#[test]
fn a_thousand_faults_are_kept_and_the_rest_counted() {
    let mut menu = demo();
    put(&mut menu, "/items", Some(vec![json!(0); 1_234].into()));
    let faults = Menu::read(&menu).unwrap_err();
    assert_eq!(faults.len(), 1_001);
    assert_eq!(faults[999].pointer, "/items/999");
    assert_eq!(faults[1_000].to_string(), ": has 234 more faults");
}

#[test]
fn a_fault_repeats_no_more_of_a_text_than_a_line_holds() {
    let mut menu = demo();
    put(
        &mut menu,
        "/items/0/id",
        Some(json!("\u{1b}[31m".repeat(10_000))),
    );
    let [fault] = &faults(&menu)[..] else {
        panic!()
    };
    assert!(fault.len() < 400 && !fault.contains('\u{1b}'), "{fault}");
}

/// Pointers to every value of a menu.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.into());
    match value {
        Value::Object(fields) => {
            fields
                .iter()
                .for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), into));
        }
        Value::Array(list) => {
            let entries = list.iter().enumerate();
            entries.for_each(|(i, value)| pointers(value, &format!("{at}/{i}"), into));
        }
        _ => {}
    }
}

/// Values that are likely to be right somewhere else, and some that never are.
fn any_value(menu: &Value, all: &[String]) -> impl Strategy<Value = Value> + use<> {
    let menu = menu.clone();
    prop_oneof![
        4 => proptest::sample::select(all.to_vec())
            .prop_map(move |pointer| menu.pointer(&pointer).unwrap().clone()),
        1 => any::<i64>().prop_map(Value::from),
        1 => (-2i64..30).prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => ".{0,90}".prop_map(Value::from),
        1 => proptest::sample::select(vec![json!(null), json!(true), json!([]), json!({})]),
    ]
}

/// Replaces, removes or doubles what is at `pointer`, if it is still there.
fn mutate(menu: &mut Value, pointer: &str, how: u8, value: Value) {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        *menu = value;
        return;
    };
    match menu.pointer_mut(parent) {
        Some(Value::Object(fields)) => match how {
            0 => drop(fields.remove(name)),
            _ => drop(fields.insert(name.into(), value)),
        },
        Some(Value::Array(list)) => {
            let i: usize = name.parse().unwrap();
            match (list.get(i).cloned(), how) {
                (Some(_), 0) => drop(list.remove(i)),
                (Some(same), 1) => list.push(same),
                (Some(_), _) => list[i] = value,
                (None, _) => list.push(value),
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn any_mutation_is_read_or_explained(
        steps in {
            let menu = demo();
            let mut all = Vec::new();
            pointers(&menu, "", &mut all);
            // The root is replaced rarely enough by choosing it like any other.
            let pointer = proptest::sample::select(all.clone());
            proptest::collection::vec((pointer, 0u8..4, any_value(&menu, &all)), 1..6)
        }
    ) {
        let mut menu = demo();
        for (pointer, how, value) in steps {
            mutate(&mut menu, &pointer, how, value);
        }
        match Menu::read(&menu) {
            Ok(read) => {
                let written = serde_json::to_value(&read).unwrap();
                prop_assert_eq!(Menu::read(&written).unwrap(), read.clone());
                prop_assert_eq!(serde_json::from_value::<Menu>(written).unwrap(), read);
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    // A missing field has a parent that is there.
                    let parent = fault.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
                    prop_assert!(menu.pointer(parent).is_some(), "{}", fault);
                }
            }
        }
    }
}
