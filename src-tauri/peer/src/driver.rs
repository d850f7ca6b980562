//! What a connection has beside the library's driver.

use std::sync::Arc;

use scope::CancellationToken;

use crate::again::Again;
use crate::stir::Stir;
use crate::weather::Weather;

/// A connection's driver, as its session and its runtime see it.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) stir: Arc<Stir>,
    pub(crate) again: Again,
    pub(crate) weather: Option<Arc<dyn Weather>>,
    /// Cancelled when it has ended, for whatever reason.
    pub(crate) ended: CancellationToken,
}

impl Driver {
    pub(crate) fn new(weather: Option<Arc<dyn Weather>>) -> Arc<Driver> {
        Arc::new(Driver {
            stir: Arc::new(Stir::new()),
            again: Again::default(),
            weather,
            ended: CancellationToken::new(),
        })
    }
}
