//! The bare server's own process.

use super::{disk::Disk, http, stream};
use anyhow::Context;
use scope::{Scope, ScopeHandle, Task};
use std::{fs, io::Write, path::Path, sync::Arc};
use tokio::net::{TcpListener, TcpStream};

/// Serves its parent until it is killed.
///
/// # Errors
/// When it cannot listen, or has no disk.
pub async fn run(dir: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(dir)?;
    let scope = Scope::root("bare");
    let disk = Arc::new(Disk::open(&scope, dir).context("the floor's file")?);
    let requests = TcpListener::bind(sim::server::LISTEN).await?;
    let listeners = TcpListener::bind(sim::server::LISTEN).await?;
    let mut output = std::io::stdout();
    writeln!(
        output,
        "{} {}",
        requests.local_addr()?,
        listeners.local_addr()?
    )?;
    output.flush()?;
    let for_requests = disk.clone();
    let handle = scope.handle();
    scope.spawn_fallible(
        Task::abort("requests").fatal(),
        accept(handle, requests, move |tcp| {
            http::serve(tcp, for_requests.clone())
        }),
    );
    let handle = scope.handle();
    scope.spawn_fallible(
        Task::abort("listeners").fatal(),
        accept(handle, listeners, move |tcp| {
            stream::serve(tcp, disk.subscribe())
        }),
    );
    scope.cancelled().await;
    anyhow::bail!("it takes no more connections")
}

/// Takes connections, each with a task of its own. Nobody but the parent knows the port, so there is no bound on them.
async fn accept<F>(
    scope: ScopeHandle,
    listener: TcpListener,
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    loop {
        let (tcp, _) = listener.accept().await?;
        tcp.set_nodelay(true)?;
        scope.spawn_fallible(Task::abort("connection"), serve(tcp))?;
    }
}
