//! What a course of an order is called.

use kitchen::{CategoryId, Menu, Order, menu};

/// The title of an order's course: the category that more than half of its lines are of
/// ("Mains", also where the fries beside them are "Sides"), or its number where no one word
/// would be true of the ticket.
///
/// It looks at the whole order, so that every station and the pass use the same word.
pub fn title(menu: Option<&Menu>, order: &Order, course: u8) -> String {
    menu.and_then(|menu| by_most_lines(menu, order, course))
        .unwrap_or_else(|| format!("Course {course}"))
}

fn by_most_lines(menu: &Menu, order: &Order, course: u8) -> Option<String> {
    let lines = order.wanted().filter(|line| line.course == course);
    let categories: Vec<&CategoryId> = lines
        .filter_map(|line| menu.item(&line.item))
        .map(|item| &item.category)
        .collect();
    let most = |category: &&menu::Category| {
        let of_it = categories.iter().filter(|id| ***id == category.id).count();
        of_it * 2 > categories.len()
    };
    let category = menu.categories.iter().find(most)?;
    Some(category.name.clone())
}
