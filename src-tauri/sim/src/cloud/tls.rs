//! TLS with a certificate that is made for one test.

use std::sync::Arc;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// Whose certificate it is.
pub(super) const NAME: &str = "localhost";

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsError {
    /// It cannot be made.
    #[error(transparent)]
    Make(#[from] rcgen::Error),
    /// It cannot be used.
    #[error(transparent)]
    Use(#[from] rustls::Error),
}

/// Speaks TLS; and the certificate in PEM form.
pub(super) fn make() -> Result<(TlsAcceptor, String), TlsError> {
    let made = rcgen::generate_simple_self_signed([NAME.to_owned()])?;
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::Pkcs8(key))?;
    Ok((TlsAcceptor::from(Arc::new(config)), made.cert.pem()))
}
