//! Menus broken at random.

use super::demo;
use crate::Menu;
use proptest::prelude::*;
use serde_json::{Value, json};

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
            // It was an object when its pointers were taken.
            let Ok(i) = name.parse::<usize>() else { return };
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
