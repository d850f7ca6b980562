//! A connection that is made again when it is lost, for whoever only asks.

use super::connect::{Database, Use};
use super::fault::of_reopening;
use super::live::{Live, blocking};
use crate::{OpenError, StoreError};

/// A connection, or the means to get one.
pub(super) struct Session {
    database: Database,
    purpose: Use<'static>,
    live: Option<Live>,
}

impl Session {
    pub(super) fn open(database: Database, purpose: Use<'static>) -> Result<Self, OpenError> {
        let live = blocking(|| database.connect(purpose))?;
        Ok(Self {
            database,
            purpose,
            live: Some(live),
        })
    }

    /// Asks; once more on a new connection where the old one turns out to be lost. `question` has
    /// no effect.
    pub(super) fn ask<T>(
        &mut self,
        mut question: impl FnMut(&mut Live) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        blocking(|| {
            let was_live = self.live.is_some();
            match self.once(&mut question) {
                Err(StoreError::Lost { .. }) if was_live => self.once(question),
                answer => answer,
            }
        })
    }

    /// Does something once, on a connection that was there just before.
    pub(super) fn change<T>(
        &mut self,
        deed: impl FnOnce(&mut Live) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.ask(Live::probe)?;
        blocking(|| self.once(deed))
    }

    fn once<T>(
        &mut self,
        call: impl FnOnce(&mut Live) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut live = match self.live.take() {
            Some(live) => live,
            None => self.database.connect(self.purpose).map_err(of_reopening)?,
        };
        let answer = call(&mut live);
        // One that is lost is dropped here.
        if !matches!(answer, Err(StoreError::Lost { .. })) {
            self.live = Some(live);
        }
        answer
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        blocking(|| drop(self.live.take()));
    }
}
