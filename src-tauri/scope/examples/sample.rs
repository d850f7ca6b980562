//! What watching costs: one sample of a full server, and what is made of it.

use std::error::Error;
use std::future::pending;
use std::hint::black_box;
use std::net::UdpSocket;
use std::time::Instant;

use scope::watch::{Gauge, Probe, Sample, Settings, Watch};
use scope::{Scope, Task, time};

/// Displays of a full server, with the tasks and the socket that each has.
const DISPLAYS: usize = 5_000;

/// Samples that are looked at: as many as are kept, so that the trends are of all.
const SAMPLES: u32 = 200;

fn main() -> Result<(), Box<dyn Error>> {
    scope::run(Some(2), measure())
}

async fn measure() -> Result<(), Box<dyn Error>> {
    let root = Scope::root("server");
    let (http, stream) = (root.child("http"), root.child("stream"));
    let mut sockets = Vec::new();
    for number in 0..DISPLAYS {
        let _connection = http.spawn(Task::abort(format!("connection {number}")), pending::<()>());
        for name in ["reader", "writer", "session"] {
            let _task = stream.spawn(Task::abort(name), pending::<()>());
        }
        // Where fewer descriptors are allowed the figure is of those.
        sockets.extend(UdpSocket::bind("127.0.0.1:0").ok());
    }
    let begun = Instant::now();
    let process = Probe::new(1).read();
    let read = begun.elapsed();
    let begun = Instant::now();
    let scopes = root.handle().tally(1)?;
    let tallied = begun.elapsed();
    println!("{} tasks, {} sockets", 4 * DISPLAYS, sockets.len());
    println!("system {read:?}, tally {tallied:?}: {process:?}");

    let settings = Settings::default();
    let mut now = time::Instant::now();
    let mut watch = Watch::new(settings, now);
    now += settings.warm_up;
    let begun = Instant::now();
    for count in 0..SAMPLES {
        let mut scopes = scopes.clone();
        // Everything grows, which is the dearest: every slope is taken.
        for named in scopes.iter_mut().flat_map(|tally| &mut tally.names) {
            named.count += named.count * count as usize / 100;
        }
        let gauges = vec![Gauge {
            name: "seats",
            value: u64::from(count) * 10,
        }];
        black_box(watch.handle_sample(Sample {
            at: now,
            process,
            scopes,
            gauges,
        }));
        now += settings.period;
    }
    println!("one sample taken in: {:?}", begun.elapsed() / SAMPLES);
    Ok(())
}
