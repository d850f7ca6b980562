//! What of a line may have been misheard, and how it is settled.

use super::draft::{Draft, Kitchen, TapError};
use kitchen::cart::CartLine;
use kitchen::menu::Menu;
use kitchen::{LineId, ModifierId};
use serde::{Deserialize, Serialize};

/// A part of an unsure line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The item itself.
    Item,
    /// Its size.
    Size,
    /// One modifier.
    Modifier(ModifierId),
}

impl Doubt {
    /// Names a doubt about a line, for a tap to say.
    pub fn key(&self, line: &LineId) -> String {
        match self {
            Self::Item => line.to_string(),
            Self::Size => format!("{line}/size"),
            Self::Modifier(id) => format!("{line}/with/{id}"),
        }
    }
}

/// What of an unsure line the unsure words name; the item, where they name nothing of it.
pub fn found(menu: &Menu, line: &CartLine, unsure: &[String]) -> Vec<Doubt> {
    let Some(item) = menu.item(&line.item) else {
        return vec![Doubt::Item];
    };
    let says = |name: &str, spoken: &[String]| {
        let mut names = std::iter::once(name).chain(spoken.iter().map(String::as_str));
        names.any(|name| shares_word(name, unsure))
    };
    let mut doubts = Vec::new();
    let size = line.size.as_ref();
    let size = size.and_then(|id| item.sizes.iter().find(|size| size.id == *id));
    if size.is_some_and(|size| says(&size.name, &[])) {
        doubts.push(Doubt::Size);
    }
    let modifiers = menu.groups_of(item).flat_map(|group| &group.modifiers);
    let chosen = modifiers.filter(|modifier| line.modifiers.contains(&modifier.id));
    let doubtful = chosen.filter(|modifier| says(&modifier.name, &modifier.spoken));
    doubts.extend(doubtful.map(|modifier| Doubt::Modifier(modifier.id.clone())));
    if doubts.is_empty() || says(&item.name, &item.spoken) {
        doubts.insert(0, Doubt::Item);
    }
    doubts
}

fn shares_word(name: &str, unsure: &[String]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let name = words(name);
    unsure
        .iter()
        .any(|said| words(said).iter().any(|word| name.contains(word)))
}

/// Names the doubt about for whom an order is, for a tap to say.
pub const WHO: &str = "who";

impl Draft {
    /// How many doubts there are.
    pub fn doubted(&self) -> usize {
        self.all_doubts().count() + usize::from(self.cart.whom().unsure)
    }

    /// What of a line may have been misheard; nothing where it is sure.
    pub fn doubts_of(&self, line: &CartLine) -> Vec<Doubt> {
        match (line.unsure, self.doubts.get(&line.id)) {
            (false, _) => Vec::new(),
            (true, Some(doubts)) => doubts.clone(),
            (true, None) => vec![Doubt::Item],
        }
    }

    /// Every doubt there is, by line.
    pub fn all_doubts(&self) -> impl Iterator<Item = (&CartLine, Doubt)> {
        let lines = self.cart.lines().iter();
        lines.flat_map(|line| {
            self.doubts_of(line)
                .into_iter()
                .map(move |doubt| (line, doubt))
        })
    }

    /// It was heard right. A line's own key settles all of it.
    ///
    /// # Errors
    /// [`TapError::NotThere`], where nobody doubts it any more.
    pub fn yes(&mut self, kitchen: Kitchen<'_>, key: &str) -> Result<(), TapError> {
        if key == WHO && self.cart.whom().unsure {
            return Ok(self.settle_whom(kitchen)?);
        }
        let line: LineId = key.into();
        if self.cart.line(&line).is_some_and(|line| line.unsure) {
            self.doubts.remove(&line);
            return self.settle(kitchen, &line);
        }
        let (line, doubt) = self.doubt(key).ok_or(TapError::NotThere)?;
        self.settled(kitchen, &line, &doubt)
    }

    /// It was misheard, and goes. Says which line is to be edited, where something must take
    /// its place.
    ///
    /// # Errors
    /// [`TapError::NotThere`], where nobody doubts it any more.
    pub fn no(&mut self, kitchen: Kitchen<'_>, key: &str) -> Result<Option<LineId>, TapError> {
        if key == WHO && self.cart.whom().unsure {
            return self.forget_whom(kitchen).map(|()| None);
        }
        let (line, doubt) = self.doubt(key).ok_or(TapError::NotThere)?;
        match &doubt {
            Doubt::Item => self.remove(kitchen, line.as_str()).map(|()| None),
            Doubt::Size => Ok(Some(line)),
            Doubt::Modifier(id) => {
                let id = id.clone();
                self.change(kitchen, line.as_str(), |change| {
                    change.remove_modifiers = vec![id]
                })?;
                self.settled(kitchen, &line, &doubt)?;
                Ok(None)
            }
        }
    }

    /// A finger has decided about this part of a line.
    ///
    /// # Errors
    /// As [`Draft::change`].
    pub fn settled(
        &mut self,
        kitchen: Kitchen<'_>,
        line: &LineId,
        doubt: &Doubt,
    ) -> Result<(), TapError> {
        let Some(known) = self.cart.line(line).filter(|line| line.unsure) else {
            return Ok(());
        };
        let mut left = self.doubts_of(known);
        left.retain(|other| other != doubt);
        if left.is_empty() {
            return self.settle(kitchen, line);
        }
        self.doubts.insert(line.clone(), left);
        Ok(())
    }

    fn settle(&mut self, kitchen: Kitchen<'_>, line: &LineId) -> Result<(), TapError> {
        self.change(kitchen, line.as_str(), |change| change.unsure = Some(false))?;
        Ok(())
    }

    fn doubt(&self, key: &str) -> Option<(LineId, Doubt)> {
        let mut doubts = self.all_doubts();
        let found = doubts.find(|(line, doubt)| doubt.key(&line.id) == key);
        found.map(|(line, doubt)| (line.id.clone(), doubt))
    }
}
