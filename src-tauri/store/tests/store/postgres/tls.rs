//! Encrypted connections.

use super::open;
use super::server::{PASSWORD, Server};
use rcgen::generate_simple_self_signed;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use store::OpenError;

#[test]
fn a_connection_is_encrypted_to_whoever_is_known_or_not_made() {
    let server = Server::prepare();
    let made = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let [certificate, key, other] =
        ["server.crt", "server.key", "other.crt"].map(|name| server.folder.join(name));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let owner = fs::metadata(&server.folder).unwrap();
    chown(&key, Some(owner.uid()), Some(owner.gid())).unwrap();
    let stranger = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(&other, stranger.cert.pem()).unwrap();
    server.set(&[
        "ssl = on",
        &format!("ssl_cert_file = '{}'", certificate.display()),
        &format!("ssl_key_file = '{}'", key.display()),
    ]);
    server.tell("start");
    let database = server.database();
    let asked = "sslmode=require";
    let url = |host: &str, roots: &str| {
        format!(
            "postgres://postgres:{PASSWORD}@{host}:{}/{database}?{asked}&sslrootcert={roots}",
            server.port
        )
    };
    let good = url("localhost", &certificate.display().to_string());
    let store = open(&good).unwrap();
    let _reader = store.reader().unwrap();
    let encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                     WHERE ssl AND datname = current_database()";
    let encrypted: i64 = server
        .admin(&database)
        .query_one(encrypted, &[])
        .unwrap()
        .get(0);
    assert_eq!(encrypted, 1);

    for stranger in [
        url("localhost", &other.display().to_string()),
        url("localhost", "system"),
        url("127.0.0.1", &certificate.display().to_string()),
        url("localhost", "/nowhere.crt"),
    ] {
        let refused = open(&stranger).err().unwrap();
        assert!(
            matches!(refused, OpenError::Unreachable { .. }),
            "{refused}"
        );
    }
    // Nor in the clear, when the server cannot do it.
    let plain = Server::shared();
    let good = good.replace(
        &format!(":{}/{database}", server.port),
        &format!(":{}/postgres", plain.port),
    );
    let refused = open(&good).err().unwrap();
    assert!(
        matches!(refused, OpenError::Unreachable { .. }),
        "{refused}"
    );
}
