//! Connections: plain where an address says so, encrypted by what the system trusts elsewhere.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls_native_certs::load_native_certs;
use scope::time;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{InvalidDnsNameError, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use crate::Url;

/// A connection.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    /// The network gives none, or the other side shows no certificate that the system trusts.
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
    #[error("no connection within {} s", .0.as_secs())]
    Late(Duration),
}

/// Opens connections.
#[derive(Default)]
pub struct Dialer {
    /// Made when it is first needed: reading the system's certificates takes a while.
    tls: OnceCell<TlsConnector>,
}

impl Dialer {
    /// Opens a connection, its name's look-up and its handshake `within` that long.
    ///
    /// # Errors
    /// [`DialError`]
    pub async fn dial(&self, url: &Url, within: Duration) -> Result<Box<dyn Wire>, DialError> {
        let opened = time::timeout(within, self.open(url)).await;
        opened.unwrap_or(Err(DialError::Late(within)))
    }

    async fn open(&self, url: &Url) -> Result<Box<dyn Wire>, DialError> {
        let stream = TcpStream::connect((url.host.as_str(), url.port)).await?;
        stream.set_nodelay(true)?;
        if !url.is_secure {
            return Ok(Box::new(stream));
        }
        let tls = self.tls.get_or_try_init(async || connector()).await?;
        let name = ServerName::try_from(url.host.clone())?;
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
