//! Which order is meant: by table, by number, or by the name it is for.

use kitchen::{Order, Service};

use super::{Unclear, number};

/// Whether an order is the one that was said.
type IsIt = Box<dyn Fn(&Order) -> bool>;

/// The one that is meant.
pub(super) fn order<'a>(
    words: &[&str],
    orders: impl IntoIterator<Item = &'a Order>,
) -> Result<&'a Order, Unclear> {
    let (said, is_it): (String, IsIt) = match words {
        [] => return Err(Unclear::NoOrder),
        ["table", rest @ ..] => {
            let said = called(rest)?;
            (
                format!("table {said}"),
                Box::new(move |order| at_table(order, &said)),
            )
        }
        ["order" | "number" | "ticket", rest @ ..] => {
            let rest = rest.strip_prefix(&["number"]).unwrap_or(rest);
            let number = number(rest).ok_or(Unclear::NoOrder)?;
            (
                format!("order {number}"),
                Box::new(move |order| order.number == number),
            )
        }
        rest => match number(rest) {
            // Nobody said which kind of number.
            Some(number) => {
                let said = number.to_string();
                let words = format!("table or order {said}");
                let is_it = move |order: &Order| order.number == number || at_table(order, &said);
                (words, Box::new(is_it))
            }
            None => {
                let name = rest.join(" ");
                (
                    format!("order for {name}"),
                    Box::new(move |order| is_for(order, &name)),
                )
            }
        },
    };
    let mut found = orders.into_iter().filter(|order| is_it(order));
    match (found.next(), found.next()) {
        (Some(order), None) => Ok(order),
        (Some(one), Some(other)) => Err(Unclear::WhichOrder(shown(one), shown(other))),
        (None, _) => Err(Unclear::UnknownOrder(said)),
    }
}

/// As it is shown: "order 207, table 5".
pub(super) fn shown(order: &Order) -> String {
    let number = order.number;
    match &order.service {
        Service::DineIn {
            table: Some(table), ..
        } => format!("order {number}, table {table}"),
        Service::DineIn {
            name: Some(name), ..
        }
        | Service::Takeout { name: Some(name) }
        | Service::Delivery {
            name: Some(name), ..
        } => format!("order {number}, {name}"),
        _ => format!("order {number}"),
    }
}

/// A table as it is called: a number, or letters and numbers ("b four").
fn called(words: &[&str]) -> Result<String, Unclear> {
    if words.is_empty() {
        return Err(Unclear::NoOrder);
    }
    if let Some(number) = number(words) {
        return Ok(number.to_string());
    }
    let letters = words.iter().take_while(|word| number(&[word]).is_none());
    let count = letters.count();
    let end = number(&words[count..]).map_or_else(String::new, |number| number.to_string());
    Ok(format!("{}{end}", words[..count].concat()))
}

fn at_table(order: &Order, said: &str) -> bool {
    match &order.service {
        Service::DineIn {
            table: Some(table), ..
        } => plain(table) == plain(said),
        _ => false,
    }
}

fn is_for(order: &Order, said: &str) -> bool {
    match &order.service {
        Service::DineIn {
            name: Some(name), ..
        }
        | Service::Takeout { name: Some(name) }
        | Service::Delivery {
            name: Some(name), ..
        } => plain(name) == plain(said),
        _ => false,
    }
}

/// Letters and figures alone.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|char| char.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
