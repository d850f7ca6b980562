//! What is particular to PostgreSQL.

mod crash;
mod doubt;
mod dump;
mod faults;
mod proxy;
pub mod server;
mod session;
mod setup;
mod tls;

use crate::contract::Fresh;
use server::Server;
use store::{Location, OpenError, OpenOptions, Store};

/// A store in a database of its own.
pub fn fresh() -> Fresh {
    let server = Server::shared();
    Fresh {
        location: server.url(&server.database()).parse().unwrap(),
        random_cases: 4,
        _data: Box::new(()),
    }
}

fn open(url: &str) -> Result<Box<dyn Store>, OpenError> {
    store::open(&url.parse::<Location>().unwrap(), OpenOptions::default())
}
