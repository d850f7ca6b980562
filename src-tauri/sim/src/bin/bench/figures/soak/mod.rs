//! What a season does to a server, in minutes.

pub mod day;
pub mod visits;

use crate::run::Run;
use scope::time::sleep;
use sim::server::Server;
use std::time::Duration;

/// How often the server's own account of its heap is read, and how many times: the middle of them counts.
const READS: usize = 5;

/// Time between them: more than the watch lets pass between two looks at that speed.
const BETWEEN: Duration = Duration::from_millis(600);

/// A server with room for guests, that watches itself as if a day passed `speed` times as fast.
///
/// # Errors
/// When it does not start.
async fn server(run: &Run, name: &str, speed: u32, more: &[&str]) -> anyhow::Result<Server> {
    let speed = speed.to_string();
    let words = [&["--voice-sessions", "100", "--watch-speed", &speed], more];
    run.server_as(name, &[], &words.concat()).await
}

/// Bytes that the server's allocator has given out and not got back.
///
/// # Errors
/// When the server does not say.
async fn heap(server: &Server) -> anyhow::Result<f64> {
    let mut reads = Vec::with_capacity(READS);
    for _ in 0..READS {
        sleep(BETWEEN).await;
        reads.push(server.metrics().await?.value("process_heap_bytes")?);
    }
    reads.sort_by(f64::total_cmp);
    Ok(reads[READS / 2])
}
