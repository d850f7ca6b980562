//! Connections: plain to the order server, as the stream has them, encrypted to anybody else.

use std::io;
use std::sync::Arc;

use rustls_native_certs::load_native_certs;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{InvalidDnsNameError, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::Url;

/// A connection.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DialError {
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
}

/// Opens connections.
#[derive(Default)]
pub(crate) struct Dialer {
    /// Made when it is first needed: reading the system's certificates takes a while.
    tls: OnceCell<TlsConnector>,
}

impl Dialer {
    /// Opens a connection. How long that may take is the caller's to say.
    ///
    /// # Errors
    /// [`DialError`]
    pub(crate) async fn dial(&self, url: &Url) -> Result<Box<dyn Wire>, DialError> {
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
