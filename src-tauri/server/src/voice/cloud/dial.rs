//! Connections to the provider, encrypted wherever they leave this machine.

use super::address::Address;
use rustls_native_certs::load_native_certs;
use scope::time;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        self, ClientConfig, RootCertStore,
        pki_types::{InvalidDnsNameError, ServerName},
    },
};

/// How long a connection may take, its name's look-up and its handshake included: what the
/// provider's own library gives half of a whole setup (REALTIME, section 7.6).
const WITHIN: Duration = Duration::from_secs(10);

/// A connection.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum DialError {
    /// The network gives none, or the provider shows no certificate that the system trusts.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The name cannot stand in a certificate.
    #[error(transparent)]
    Name(#[from] InvalidDnsNameError),
    /// TLS cannot be had at all.
    #[error(transparent)]
    Tls(#[from] rustls::Error),
    /// The system trusts nobody.
    #[error("the system trusts no certificates")]
    NoRoots,
    /// It did not come in time.
    #[error("no connection within {} s", WITHIN.as_secs())]
    Late,
}

/// Opens connections to one provider.
pub(super) struct Dialer {
    address: Address,
    /// Made when it is first needed: reading the system's certificates takes a while.
    tls: tokio::sync::OnceCell<TlsConnector>,
}

impl Dialer {
    /// A dialer of that address.
    pub fn new(address: Address) -> Self {
        Self {
            address,
            tls: tokio::sync::OnceCell::new(),
        }
    }

    /// Whom it dials.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Opens a connection.
    ///
    /// # Errors
    /// [`DialError`]
    pub async fn dial(&self) -> Result<Box<dyn Wire>, DialError> {
        let opened = time::timeout(WITHIN, self.open()).await;
        opened.unwrap_or(Err(DialError::Late))
    }

    async fn open(&self) -> Result<Box<dyn Wire>, DialError> {
        let address = (self.address.host.as_str(), self.address.port);
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        if !self.address.is_secure {
            return Ok(Box::new(stream));
        }
        let tls = self.tls.get_or_try_init(async || connector()).await?;
        let name = ServerName::try_from(self.address.host.clone())?;
        Ok(Box::new(tls.connect(name, stream).await?))
    }
}

fn connector() -> Result<TlsConnector, DialError> {
    let mut roots = RootCertStore::empty();
    // Systems carry some that nobody can read: the rest will do.
    roots.add_parsable_certificates(load_native_certs().certs);
    if roots.is_empty() {
        return Err(DialError::NoRoots);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}
