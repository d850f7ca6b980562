//! The way to the provider: requests and connections, encrypted wherever they leave this machine.

use super::address::Address;
use http_client::{
    Answer, Bytes, DialError, Dialer, HeaderName, HeaderValue, PostError, Wire, post,
};
use std::time::Duration;

/// How long a connection may take, its name's look-up and its handshake included: what the
/// provider's own library gives half of a whole setup (REALTIME, section 7.6).
const DIALLED_WITHIN: Duration = Duration::from_secs(10);

/// How long an answer may take. A token took 0.5 s (REALTIME, section 13); this is past a bad day.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

/// The way to one provider.
pub(super) struct Way {
    address: Address,
    dialer: Dialer,
}

impl Way {
    /// The way to that address.
    pub fn new(address: Address) -> Self {
        Self {
            address,
            dialer: Dialer::default(),
        }
    }

    /// Where it leads.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Posts `body` to a call, as to `/calls`.
    ///
    /// # Errors
    /// [`PostError`]
    pub async fn post(
        &self,
        call: &str,
        headers: &[(HeaderName, HeaderValue)],
        body: Bytes,
    ) -> Result<Answer, PostError> {
        let url = self.address.url(call);
        post(&self.dialer, &url, headers, body, ANSWERED_WITHIN).await
    }

    /// Opens a connection.
    ///
    /// # Errors
    /// [`DialError`]
    pub async fn dial(&self) -> Result<Box<dyn Wire>, DialError> {
        self.dialer
            .dial(&self.address.url(""), DIALLED_WITHIN)
            .await
    }
}
