//! TLS, with a certificate of the server's own making.

use crate::process::{Display, Home, request};
use std::{net::SocketAddr, sync::Arc};
use tokio::{io::AsyncReadExt, io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

/// Connects as a device does that trusts the certificate in the data folder and no other.
async fn connect(home: &Home, address: SocketAddr) -> TlsStream<TcpStream> {
    let file = home.path().join("tls").join("certificate.pem");
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(file).unwrap())
        .unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, tcp).await.unwrap()
}

#[tokio::test]
async fn off_loopback_it_speaks_tls_with_a_key_that_it_keeps() {
    let home = Home::new();
    let everywhere = ["--listen", "0.0.0.0:0", "--listen", "127.0.0.1:0"];
    let mut server = home.serve(&everywhere).await;
    let (operator, token) = (home.token("operator").await, home.token("display").await);
    let secure = SocketAddr::from(([127, 0, 0, 1], server.address.port()));
    let tls = connect(&home, secure).await;
    let (status, _) = request(tls, "GET", "/v1/stations", &operator, "").await;
    assert_eq!(status, 200);
    let (mut display, welcome) = Display::greet(connect(&home, secure).await, &token, "a").await;
    assert!(welcome["snapshot"].is_object());

    // Who does not speak it is not answered.
    let mut plain = TcpStream::connect(secure).await.unwrap();
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: heard\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    // Closed or reset: both are no answer.
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    // On loopback it is not needed.
    server.address = server.listening().await;
    assert_eq!(server.order(&operator).await.0, 201);
    assert_eq!(display.hear().await.unwrap()["type"], "events");
    drop(display);
    server.stop().await;

    let certificate = home.path().join("tls").join("certificate.pem");
    let before = std::fs::read(&certificate).unwrap();
    home.serve(&["--listen", "0.0.0.0:0"]).await.stop().await;
    assert_eq!(std::fs::read(&certificate).unwrap(), before);
}

#[tokio::test]
async fn it_takes_a_certificate_that_it_is_given_and_can_do_without() {
    let home = Home::new();
    home.serve(&["--listen", "0.0.0.0:0"]).await.stop().await;
    let file = |name: &str| home.path().join("tls").join(name).display().to_string();
    let files = format!("{},{}", file("certificate.pem"), file("key.pem"));
    let server = home.serve(&["--tls", &files]).await;
    let operator = home.token("operator").await;
    let tls = connect(&home, server.address).await;
    assert_eq!(request(tls, "GET", "/healthz", &operator, "").await.0, 200);
    server.stop().await;

    let server = home.serve(&["--tls", "off", "--listen", "0.0.0.0:0"]).await;
    let address = SocketAddr::from(([127, 0, 0, 1], server.address.port()));
    let tcp = TcpStream::connect(address).await.unwrap();
    assert_eq!(request(tcp, "GET", "/healthz", &operator, "").await.0, 200);
    server.stop().await;
}
