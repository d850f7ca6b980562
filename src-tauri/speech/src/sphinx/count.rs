//! Whether what is named in the plural is ordered more than once. "Two cheesecakes" loses its "two" more easily than its "s", and
//! "thanks" is heard as "a pancakes".

use crate::grammar::Act;
use crate::lexicon::Index;
use crate::model::Phrases;
use kitchen::Menu;

/// What the menu's items are called where there are several of them, and only then.
#[derive(Debug)]
pub struct Plurals {
    /// With the item, and blanks around each.
    names: Vec<(Index, String)>,
    /// What is always plural ("pancakes"), with an article and blanks around each.
    always: Vec<String>,
}

/// What is counted in an item's stead.
const SERVINGS: [&str; 10] = [
    "bowls", "cups", "glasses", "orders", "pieces", "plates", "portions", "servings", "sides",
    "slices",
];

impl Plurals {
    /// Those of a menu.
    pub fn of(menu: &Menu) -> Self {
        let items = Phrases::of(menu).items;
        let each = items.iter().enumerate().flat_map(|(at, item)| {
            let only = item.many.iter().filter(|name| !item.one.contains(name));
            only.map(move |name| {
                let item = Index::try_from(at).unwrap_or(Index::MAX);
                (item, format!(" {} ", name.replace('_', " ")))
            })
        });
        // "A fish and chips" is one of it all the same.
        let several = |name: &&String| {
            name.ends_with('s') && !name.ends_with("ss") && !name.contains("_and_")
        };
        let always = { items.iter() }
            .flat_map(|item| item.one.iter().filter(|name| item.many.contains(name)))
            .filter(several)
            .map(|name| format!(" a {} ", name.replace('_', " ")));
        Self {
            names: each.collect(),
            always: always.collect(),
        }
    }

    /// Whether no line of `acts` is one where the words have several, nothing that is always several has an article, and every
    /// serving is counted by a word that carries something.
    pub fn agree(&self, words: &[&str], content: &[usize], acts: &[Act]) -> bool {
        let text = format!(" {} ", words.join(" "));
        let single = |act: &Act| {
            let Act::Add(wanted) = act else { return false };
            let of_it = |(item, _): &&(Index, String)| wanted.items.contains(item);
            wanted.quantity == 1 && { self.names.iter().filter(of_it) }
                .any(|(_, name)| text.contains(name))
        };
        let counted = |at: usize| at > 0 && content.contains(&(at - 1));
        let servings = (0..words.len()).filter(|at| SERVINGS.contains(&words[*at]));
        let article = self.always.iter().any(|name| text.contains(name));
        !article && !acts.iter().any(single) && servings.into_iter().all(counted)
    }
}
