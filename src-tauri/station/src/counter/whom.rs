//! For whom an order is, and what its guests cannot bear.

use super::draft::{Draft, Kitchen, TapError};
use kitchen::cart::tools::{Call, NoteAllergies, SetOrderDetails};
use kitchen::{Service, limits};
use wire::view::ServiceKind;

impl Draft {
    /// How it reaches its guest.
    ///
    /// # Errors
    /// As the tool.
    pub fn set_kind(&mut self, kitchen: Kitchen<'_>, kind: ServiceKind) -> Result<(), TapError> {
        let asked = SetOrderDetails {
            service: Some(kind.into()),
            ..SetOrderDetails::default()
        };
        self.run(kitchen, &Call::SetOrderDetails(asked))?;
        Ok(())
    }

    /// At which table, where it is eaten here; of any other, who is called. An empty text takes it
    /// back.
    ///
    /// # Errors
    /// [`TapError::TooLong`].
    pub fn set_who(&mut self, kitchen: Kitchen<'_>, said: &str) -> Result<(), TapError> {
        match self.kind() {
            ServiceKind::DineIn => {
                let table = text(said, limits::NAME_CHARS)?.unwrap_or_default();
                self.set(kitchen, |asked| asked.table = Some(table))
            }
            _ => self.set_name(kitchen, said),
        }
    }

    /// Who is called. An empty text takes it back.
    ///
    /// # Errors
    /// [`TapError::TooLong`].
    pub fn set_name(&mut self, kitchen: Kitchen<'_>, said: &str) -> Result<(), TapError> {
        let name = text(said, limits::NAME_CHARS)?.unwrap_or_default();
        self.set(kitchen, |asked| asked.name = Some(name))
    }

    /// It was heard right for whom it is.
    ///
    /// # Errors
    /// As the tool.
    pub fn settle_whom(&mut self, kitchen: Kitchen<'_>) -> Result<(), kitchen::Refusal> {
        let asked = SetOrderDetails {
            unsure: Some(false),
            ..SetOrderDetails::default()
        };
        self.run(kitchen, &Call::SetOrderDetails(asked)).map(drop)
    }

    /// It was misheard for whom it is: nobody has said so.
    ///
    /// # Errors
    /// As the tool.
    pub fn forget_whom(&mut self, kitchen: Kitchen<'_>) -> Result<(), TapError> {
        self.set(kitchen, |asked| {
            asked.table = Some(String::new());
            asked.name = Some(String::new());
        })
    }

    /// A finger is not misheard.
    fn set(
        &mut self,
        kitchen: Kitchen<'_>,
        set: impl FnOnce(&mut SetOrderDetails),
    ) -> Result<(), TapError> {
        let mut asked = SetOrderDetails {
            unsure: Some(false),
            ..SetOrderDetails::default()
        };
        set(&mut asked);
        self.run(kitchen, &Call::SetOrderDetails(asked))?;
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

    /// How it reaches its guest; most are eaten here.
    pub fn kind(&self) -> ServiceKind {
        let said = self.cart.whom().kind();
        said.map_or(ServiceKind::DineIn, ServiceKind::from)
    }

    /// At which table, where it is eaten here; of any other, who is called.
    pub fn who(&self) -> Option<&str> {
        let whom = self.cart.whom();
        match self.kind() {
            ServiceKind::DineIn => whom.table.as_deref(),
            _ => whom.name.as_deref(),
        }
    }

    /// How it reaches its guest, as it is ordered; for whom stands in the cart.
    pub fn service(&self) -> Service {
        match self.kind() {
            ServiceKind::Delivery => Service::Delivery {
                name: None,
                address: self.address.clone(),
            },
            kind => Service::of(kind.into()),
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
