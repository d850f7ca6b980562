//! Questions over plain HTTP to a server of ours on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::Context;
use serde_json::Value;

/// Longer than any server on this machine needs.
const PATIENCE: Duration = Duration::from_secs(2);

/// The largest answer that is read: pages of a window answer with a word.
const ANSWER: u64 = 1024 * 1024;

/// The status code that `GET path` is answered with; `None` where nobody answers.
pub fn status(server: SocketAddr, path: &str) -> Option<u16> {
    let answer = begin(server, "GET", path, "", PATIENCE).ok()?;
    Some(answer.0)
}

/// What a question is answered with: the status code, and the JSON.
///
/// # Errors
/// When nobody answers within `patience`, or not with JSON.
pub fn ask(
    server: SocketAddr,
    method: &str,
    path: &str,
    body: Option<&Value>,
    patience: Duration,
) -> anyhow::Result<(u16, Value)> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let asked = || format!("{method} {path}");
    let (status, mut stream) = begin(server, method, path, &body, patience).with_context(asked)?;
    let mut line = String::new();
    // The heads end with an empty line.
    while stream.read_line(&mut line).with_context(asked)? > 2 {
        line.clear();
    }
    let mut text = String::new();
    let mut rest = stream.take(ANSWER);
    rest.read_to_string(&mut text).with_context(asked)?;
    let json = serde_json::from_str(&text).with_context(asked)?;
    Ok((status, json))
}

/// Asks, and reads the first line: the status code, and where the rest comes from.
fn begin(
    server: SocketAddr,
    method: &str,
    path: &str,
    body: &str,
    patience: Duration,
) -> std::io::Result<(u16, BufReader<TcpStream>)> {
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line)?;
    // "HTTP/1.1 200 OK"
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other("no HTTP"))?;
    Ok((status, stream))
}
