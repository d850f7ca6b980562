//! What a course of an order is called.

use kitchen::{CategoryId, Menu, Order};

/// The title of an order's course: the category that most of its lines are of, the menu's
/// first where two have as many ("Mains", also where the fries beside them are "Sides").
///
/// It looks at the whole order, so that every station and the pass use the same word.
pub fn title(menu: Option<&Menu>, order: &Order, course: u8) -> String {
    menu.and_then(|menu| by_most_lines(menu, order, course))
        .unwrap_or_else(|| format!("Course {course}"))
}

fn by_most_lines(menu: &Menu, order: &Order, course: u8) -> Option<String> {
    let lines_of = |category: &CategoryId| {
        let of_category = |line: &&kitchen::Line| {
            line.course == course
                && menu
                    .item(&line.item)
                    .is_some_and(|item| item.category == *category)
        };
        order.wanted().filter(of_category).count()
    };
    let mut best = None;
    for category in &menu.categories {
        let lines = lines_of(&category.id);
        // A side that is wanted with the mains does not name them.
        let rank = (category.course == course, lines);
        if lines > 0 && best.as_ref().is_none_or(|(most, _)| rank > *most) {
            best = Some((rank, category.name.clone()));
        }
    }
    best.map(|(_, name)| name)
}
