//! For whom an order is, and what its guests cannot bear.

use super::draft::{Draft, Kitchen, TapError};
use kitchen::cart::tools::{Call, NoteAllergies};
use kitchen::{Service, limits};
use wire::view::ServiceKind;

impl Draft {
    /// For whom it is. An empty text takes it back.
    ///
    /// # Errors
    /// [`TapError::TooLong`].
    pub fn set_who(&mut self, said: &str) -> Result<(), TapError> {
        let text = text(said, limits::NAME_CHARS)?;
        match self.kind {
            ServiceKind::DineIn => self.table = text,
            _ => self.name = text,
        }
        Ok(())
    }

    /// Where to. An empty text takes it back.
    ///
    /// # Errors
    /// [`TapError::TooLong`].
    pub fn set_address(&mut self, said: &str) -> Result<(), TapError> {
        self.address = text(said, limits::ADDRESS_CHARS)?;
        Ok(())
    }

    /// For whom it is, by its kind.
    pub fn who(&self) -> Option<&str> {
        match self.kind {
            ServiceKind::DineIn => self.table.as_deref(),
            _ => self.name.as_deref(),
        }
    }

    /// How it reaches its guest, as it is ordered.
    pub fn service(&self) -> Service {
        let who = self.who().map(str::to_owned);
        match self.kind {
            ServiceKind::DineIn => Service::DineIn { table: who },
            ServiceKind::Takeout => Service::Takeout { name: who },
            ServiceKind::Delivery => Service::Delivery {
                name: who,
                address: self.address.clone(),
            },
            ServiceKind::DriveThru => Service::DriveThru { lane: who },
        }
    }

    /// Notes an allergy, or takes it back.
    ///
    /// # Errors
    /// [`TapError::TooLong`], and as the tool.
    pub fn set_allergy(
        &mut self,
        kitchen: Kitchen<'_>,
        said: &str,
        is_noted: bool,
    ) -> Result<(), TapError> {
        let Some(allergy) = text(said, limits::NAME_CHARS)? else {
            return Ok(());
        };
        let mut asked = NoteAllergies::default();
        match is_noted {
            true => asked.add.push(allergy),
            false => asked.remove.push(allergy),
        }
        self.run(kitchen, &Call::NoteAllergies(asked))?;
        Ok(())
    }
}

fn text(said: &str, most: usize) -> Result<Option<String>, TapError> {
    let said = said.trim();
    if said.chars().count() > most {
        return Err(TapError::TooLong(most));
    }
    Ok((!said.is_empty()).then(|| said.to_owned()))
}
