//! The real program, and as much of HTTP and of the stream as these tests speak.

use futures_util::{SinkExt, StreamExt};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::{
    ffi::OsStr,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

/// Longer than anything here takes on a machine that is busy with something else.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The demo's menu.
pub const MENU: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../kitchen/menus/copper-pan.json"
);

/// The program with an environment of its own: nothing of this test's is in it.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heard-server"));
    command.env_clear().kill_on_drop(true);
    command
}

/// Runs the program to its end.
pub async fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(args: I) -> Output {
    let output = program().args(args).output();
    timeout(PATIENCE, output).await.unwrap().unwrap()
}

/// What a program that failed said.
pub fn complaint(output: &Output, code: i32) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// What a program that succeeded printed.
pub fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A data folder.
pub struct Home(TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The data folder as an option, and what else is said.
    pub fn with<'a>(&'a self, words: &[&'a str]) -> Vec<&'a str> {
        let folder = self.path().to_str().unwrap();
        words
            .iter()
            .copied()
            .chain(["--data-dir", folder])
            .collect()
    }

    /// Makes a token.
    pub async fn token(&self, role: &str) -> String {
        let made = run(self.with(&["token", "create", "--role", role])).await;
        printed(&made).trim_end().to_owned()
    }

    /// Starts a server with the demo's menu on a port of the system's choice.
    pub async fn serve(&self, more: &[&str]) -> Server {
        let mut words = vec!["serve", "--menu", MENU];
        if !more.contains(&"--listen") {
            words.extend(["--listen", "127.0.0.1:0"]);
        }
        words.extend(more);
        Server::start(program().args(self.with(&words))).await
    }
}

/// A running server.
pub struct Server {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    pub stdin: Option<ChildStdin>,
    pub address: SocketAddr,
}

impl Server {
    pub async fn start(command: &mut Command) -> Self {
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut server = Self {
            stdin: child.stdin.take(),
            child,
            out,
            address: ([127, 0, 0, 1], 0).into(),
        };
        server.address = server.listening().await;
        server
    }

    /// The address of the next line it prints.
    pub async fn listening(&mut self) -> SocketAddr {
        let line = timeout(PATIENCE, self.out.next_line()).await;
        let line = line.unwrap().unwrap().expect("it did not begin to listen");
        let address = line.strip_prefix("listening on ").unwrap();
        address.parse().unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().unwrap().try_into().unwrap());
        kill_process(pid.unwrap(), signal).unwrap();
    }

    pub async fn ended(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap()
    }

    /// Stops it as a service manager does.
    pub async fn stop(mut self) {
        self.signal(Signal::TERM);
        let status = self.ended().await;
        assert!(status.success(), "{status}");
    }

    /// Asks, and returns status and body.
    pub async fn get(&self, path: &str, token: &str) -> (u16, String) {
        let tcp = TcpStream::connect(self.address).await.unwrap();
        request(tcp, "GET", path, token, "").await
    }

    /// Places an order.
    pub async fn order(&self, token: &str) -> (u16, String) {
        let tcp = TcpStream::connect(self.address).await.unwrap();
        let order = json!({"lines": [{"item": "onion-rings"}]}).to_string();
        request(tcp, "POST", "/v1/orders", token, &order).await
    }
}

/// One request on a connection of its own.
pub async fn request<S: AsyncRead + AsyncWrite + Unpin>(
    mut io: S,
    method: &str,
    path: &str,
    token: &str,
    body: &str,
) -> (u16, String) {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: heard\r\nauthorization: Bearer {token}\r\n\
         connection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    io.write_all((head + body).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, io.read_to_end(&mut answer)).await;
    read.unwrap().unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

/// A display's end of a stream.
pub struct Display<S>(WebSocketStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Display<S> {
    /// Opens a stream and says hello; returns the welcome, too.
    pub async fn greet(io: S, token: &str, device: &str) -> (Self, Value) {
        let (display, answer) = Self::hello(io, token, device).await;
        let welcome = answer.unwrap();
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        (display, welcome)
    }

    /// Opens a stream and says hello; returns what is heard first, too.
    pub async fn hello(io: S, token: &str, device: &str) -> (Self, Result<Value, u16>) {
        let mut request = "ws://heard/v1/stream".into_client_request().unwrap();
        let protocol = HeaderValue::from_static("heard.v1");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let (socket, _) = client_async(request, io).await.unwrap();
        let mut display = Self(socket);
        let device = json!({"id": device, "name": device, "version": "0.1.0"});
        let hello = json!({"type": "hello", "token": token, "device": device, "resume": null});
        display
            .0
            .send(Message::text(hello.to_string()))
            .await
            .unwrap();
        let answer = display.hear().await;
        (display, answer)
    }

    /// The next frame, or the code it was closed with; 0 without one.
    pub async fn hear(&mut self) -> Result<Value, u16> {
        loop {
            let message = timeout(PATIENCE, self.0.next()).await.unwrap();
            match message {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map_or(0, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }
}
