//! Each kind of fault, and what is said of it where.

use super::{demo, faults, put};

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
