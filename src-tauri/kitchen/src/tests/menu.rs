//! Reading menus: what is a fault, and that all of them are found in one go.

mod each;
mod mutations;

use crate::Menu;
use crate::menu::{COPPER_PAN, Fault};
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
