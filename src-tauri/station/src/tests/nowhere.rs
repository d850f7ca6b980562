//! A link in a network in which nobody answers.

use link::{Connector, LinkConfig, Replica, ServerAddress, WallClock};
use std::future::{Future, pending};
use std::io;
use std::path::Path;
use tokio::io::DuplexStream;

/// The network.
pub struct Nowhere;

impl Connector for Nowhere {
    type Stream = DuplexStream;

    fn open(&self, _: &ServerAddress) -> impl Future<Output = io::Result<DuplexStream>> + Send {
        pending()
    }
}

/// A link there, which keeps its commands in `folder/outbox`.
pub fn config(folder: &Path, replica: Option<Replica>, wall: WallClock) -> LinkConfig {
    LinkConfig {
        address: "kitchen.local:7420".parse().unwrap(),
        token: "token".into(),
        device: wire::Device {
            id: "screen".to_owned(),
            name: String::new(),
            version: String::new(),
        },
        outbox_path: folder.join("outbox"),
        replica,
        seed: 1,
        wall,
    }
}
