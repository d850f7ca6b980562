//! A page for a browser, and what it tells back.

use futures_util::{StreamExt, stream::FuturesUnordered};
use serde_json::Value;
use std::path::PathBuf;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// The largest body that is taken: an event's line is some hundred bytes.
const BODY: usize = 64 * 1024;

/// Serves one file, and hears what its script posts.
pub struct Page {
    listener: TcpListener,
    file: PathBuf,
}

/// What a visitor's page told.
pub struct Visit {
    /// What it posted to `/report`.
    pub report: Value,
    /// What it posted to `/log` before that.
    pub log: Vec<Value>,
}

impl Page {
    pub async fn open(file: PathBuf) -> Self {
        Self {
            listener: TcpListener::bind("127.0.0.1:0").await.unwrap(),
            file,
        }
    }

    /// Its address. A browser gives its microphone to `localhost` without TLS.
    pub fn url(&self, query: &[(&str, &str)]) -> String {
        let port = self.listener.local_addr().unwrap().port();
        let query: Vec<_> = query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("http://localhost:{port}/?{}", query.join("&"))
    }

    /// Serves until the page has reported.
    pub async fn visit(&self) -> Visit {
        let mut log = Vec::new();
        // A browser opens connections before it needs them: none may hold up another.
        let mut requests = FuturesUnordered::new();
        loop {
            let (path, body) = tokio::select! {
                accepted = self.listener.accept() => {
                    requests.push(self.request(accepted.unwrap().0));
                    continue;
                }
                Some(request) = requests.next() => match request {
                    Some(request) => request,
                    None => continue,
                },
            };
            let told = serde_json::from_slice(&body).unwrap_or_default();
            match path.as_str() {
                "/report" => return Visit { report: told, log },
                "/log" => log.push(told),
                _ => {}
            }
        }
    }

    /// One request and its answer: the path, and what was posted.
    async fn request(&self, socket: TcpStream) -> Option<(String, Vec<u8>)> {
        let mut socket = BufReader::new(socket);
        let mut line = String::new();
        socket.read_line(&mut line).await.ok()?;
        let path = line.split(' ').nth(1)?.split('?').next()?.to_owned();
        let mut length = 0;
        loop {
            let mut header = String::new();
            if socket.read_line(&mut header).await.ok()? == 0 {
                return None;
            }
            let Some((name, value)) = header.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; std::cmp::min(length, BODY)];
        socket.read_exact(&mut body).await.ok()?;
        let page = match path.as_str() {
            "/" => std::fs::read(&self.file).unwrap(),
            _ => Vec::new(),
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n",
            page.len()
        );
        socket.write_all(head.as_bytes()).await.ok()?;
        socket.write_all(&page).await.ok()?;
        Some((path, body))
    }
}
