//! The peer of the app: WebKit's own MiniBrowser with a bare page of as many tickets.

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, header::CONTENT_TYPE, service::service_fn};
use hyper_util::rt::TokioIo;
use scope::{Scope, Task, time::timeout};
use sim::{PATIENCE, server::LISTEN};
use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    sync::watch,
};

/// Where Debian puts what belongs to its WebKit (package `libwebkit2gtk-4.1-0`), below a folder for each architecture.
const LIBRARIES: &str = "/usr/lib";
const PROGRAM: &str = "webkit2gtk-4.1/MiniBrowser";

/// The bare page; `STREAM` is where it listens for frames.
const PAGE: &str = include_str!("peer.html");

/// A running MiniBrowser. Dropping it kills it.
pub struct Peer {
    child: Child,
    started: Instant,
    painted: watch::Receiver<Option<Instant>>,
    _scope: Scope,
}

impl Peer {
    /// Starts one whose page listens at `stream`, if that is given.
    ///
    /// # Errors
    /// When it is not installed.
    pub async fn start(scope: &Scope, home: &Path, stream: Option<String>) -> anyhow::Result<Self> {
        let scope = scope.child("peer");
        let page = PAGE.replace("STREAM", &stream.unwrap_or_default());
        let listener = TcpListener::bind(LISTEN).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let (tell, painted) = watch::channel(None);
        let site = serve(listener, page.into(), Arc::new(tell));
        scope.spawn_fallible(Task::abort("page"), site);
        std::fs::create_dir_all(home)?;
        let started = Instant::now();
        let child = Command::new(program()?)
            .arg(url)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            // As the app runs.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self {
            child,
            started,
            painted,
            _scope: scope,
        })
    }

    /// Waits until its page is painted, and says how long after the start that was.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn painted(&mut self) -> anyhow::Result<Duration> {
        let painted = timeout(PATIENCE, self.painted.wait_for(Option::is_some)).await;
        let at = *painted.context("MiniBrowser paints nothing")??;
        Ok(at.context("never painted")? - self.started)
    }

    /// Its process id.
    ///
    /// # Errors
    /// When it has ended.
    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("MiniBrowser has ended")
    }

    /// Ends it, and waits until it has.
    ///
    /// # Errors
    /// When the system does not.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// Where it is installed.
fn program() -> anyhow::Result<PathBuf> {
    for entry in std::fs::read_dir(LIBRARIES)? {
        let program = entry?.path().join(PROGRAM);
        if program.is_file() {
            return Ok(program);
        }
    }
    anyhow::bail!("there is no {PROGRAM} below {LIBRARIES}")
}

/// Serves the page, and tells when it says that it is painted. One connection after the other: a browser's own few.
async fn serve(
    listener: TcpListener,
    page: Bytes,
    tell: Arc<watch::Sender<Option<Instant>>>,
) -> anyhow::Result<()> {
    loop {
        let (tcp, _) = listener.accept().await?;
        let answer = service_fn(|request: Request<Incoming>| {
            if request.uri().path() == "/painted" {
                tell.send_replace(Some(Instant::now()));
            }
            let mut response = Response::new(Full::new(page.clone()));
            let html = hyper::header::HeaderValue::from_static("text/html; charset=utf-8");
            response.headers_mut().insert(CONTENT_TYPE, html);
            async { Ok::<_, Infallible>(response) }
        });
        let mut connection = hyper::server::conn::http1::Builder::new();
        connection.keep_alive(false);
        let served = connection.serve_connection(TokioIo::new(tcp), answer).await;
        ensure!(
            served.is_ok() || tell.borrow().is_some(),
            "the peer's page breaks off"
        );
    }
}
