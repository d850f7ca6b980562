//! One question over plain HTTP to a server of ours on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any server on this machine needs.
const PATIENCE: Duration = Duration::from_secs(2);

/// The status code that `GET path` is answered with; `None` where nobody answers.
pub fn status(server: SocketAddr, path: &str) -> Option<u16> {
    ask(server, path).ok().flatten()
}

fn ask(server: SocketAddr, path: &str) -> std::io::Result<Option<u16>> {
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n"
    )?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    // "HTTP/1.1 200 OK"
    Ok(line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok()))
}
