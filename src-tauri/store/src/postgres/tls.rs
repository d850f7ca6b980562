//! Encrypted connections, for a database on another machine.

use super::url::Trust;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What encrypts a connection and checks the certificate that the server shows, its name included.
///
/// # Errors
/// In words, when no authority can be read.
pub(super) fn connector(trust: &Trust) -> Result<MakeRustlsConnect, String> {
    let roots = roots(trust)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn roots(trust: &Trust) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    match trust {
        Trust::System => {
            let found = rustls_native_certs::load_native_certs();
            // Systems carry some that nobody can read: the rest will do.
            roots.add_parsable_certificates(found.certs);
            if roots.is_empty() {
                return Err("the system trusts no certificates; give sslrootcert=FILE".to_owned());
            }
        }
        Trust::File(path) => {
            let unusable = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
            let found = CertificateDer::pem_file_iter(path).map_err(|error| unusable(&error))?;
            for certificate in found {
                let certificate = certificate.map_err(|error| unusable(&error))?;
                roots.add(certificate).map_err(|error| unusable(&error))?;
            }
            if roots.is_empty() {
                return Err(unusable(&"there is no certificate in it"));
            }
        }
    }
    Ok(roots)
}
