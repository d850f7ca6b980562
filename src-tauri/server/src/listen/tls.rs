//! TLS: a certificate of one's own, or one that is made once and kept.

use scope::time;
use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    },
    server::TlsStream,
};

/// How long a handshake may take: two round trips on a bad mobile line, several times over.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The folder of the certificate that is made, in the data folder.
const FOLDER: &str = "tls";

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("cannot use {}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{} is not in PEM form, or holds something else: {source}", path.display())]
    Pem {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// No certificate could be made.
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    /// The certificate and the key do not serve.
    #[error("the certificate and the key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

/// Speaks TLS with the certificate chain and the key of two PEM files.
///
/// # Errors
/// [`TlsError`]
pub fn from_files(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let pem = |path: &Path, source| match source {
        pem::Error::Io(source) => TlsError::File {
            path: path.to_owned(),
            source,
        },
        source => TlsError::Pem {
            path: path.to_owned(),
            source,
        },
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|source| pem(certificate, source))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|source| pem(key, source))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Speaks TLS with a certificate that is made the first time and kept in the data folder, so that
/// devices that trusted it once go on doing so.
///
/// # Errors
/// [`TlsError`]
pub fn kept(data_dir: &Path, addresses: &[SocketAddr]) -> Result<TlsAcceptor, TlsError> {
    let folder = data_dir.join(FOLDER);
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    // The certificate is written last: with it, both are there.
    if !certificate.exists() {
        let mut names = vec!["localhost".to_owned(), "127.0.0.1".into(), "::1".into()];
        let named = addresses.iter().map(SocketAddr::ip);
        names.extend(
            named
                .filter(|ip| !ip.is_unspecified())
                .map(|ip| ip.to_string()),
        );
        names.sort_unstable();
        names.dedup();
        let made = rcgen::generate_simple_self_signed(names)?;
        fs::create_dir_all(&folder).map_err(|source| TlsError::File {
            path: folder.clone(),
            source,
        })?;
        write(&key, &made.signing_key.serialize_pem())?;
        write(&certificate, &made.cert.pem())?;
        tracing::info!(certificate = %certificate.display(), "made a certificate of our own");
    }
    from_files(&certificate, &key)
}

/// Writes a file whole or not at all, which only its owner may read.
fn write(path: &Path, text: &str) -> Result<(), TlsError> {
    let file = |source| TlsError::File {
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    // A temporary file is made with mode 0600.
    let temporary = tempfile::NamedTempFile::new_in(folder).map_err(file)?;
    fs::write(temporary.path(), text).map_err(file)?;
    temporary.as_file().sync_all().map_err(file)?;
    temporary.persist(path).map_err(|error| file(error.error))?;
    Ok(())
}

/// A connection that speaks TLS; `None` where the peer does not.
pub(super) async fn handshake<S>(
    tls: &TlsAcceptor,
    stream: S,
    peer: SocketAddr,
) -> Option<TlsStream<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    match time::timeout(HANDSHAKE, tls.accept(stream)).await {
        Ok(Ok(stream)) => Some(stream),
        Ok(Err(error)) => {
            tracing::debug!(%peer, %error, "no TLS came about");
            None
        }
        Err(_) => {
            tracing::debug!(%peer, "no TLS came about in time");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_made_once_and_its_key_is_nobody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let kept = || kept(folder.path(), &["0.0.0.0:7420".parse().unwrap()]).map(drop);
        kept().unwrap();
        let read = |name| fs::read(folder.path().join(FOLDER).join(name)).unwrap();
        let (certificate, key) = (read("certificate.pem"), read("key.pem"));
        kept().unwrap();
        assert_eq!(
            (read("certificate.pem"), read("key.pem")),
            (certificate, key)
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let key = fs::metadata(folder.path().join(FOLDER).join("key.pem")).unwrap();
            assert_eq!(key.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn files_that_do_not_serve_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing.pem");
        let error = from_files(&missing, &missing).map(drop).unwrap_err();
        assert!(matches!(error, TlsError::File { path, .. } if path == missing));
        let other = folder.path().join("other.pem");
        fs::write(&other, "hello").unwrap();
        let error = from_files(&other, &other).map(drop).unwrap_err();
        assert!(error.to_string().contains("other.pem"), "{error}");
    }
}
