//! What is counted of requests and commands. [`page`] is all that a scraper reads.

pub mod page;
mod process;
mod text;
mod voice;
mod watch;

use crate::kitchens::{Answer, Trouble};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use text::Text;

/// Upper bounds of the latency histogram, in seconds: from an answer out of memory over one
/// fsync to a disk that stalls.
const BOUNDS_S: [f64; 12] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// Methods that are told apart. A client may make up others, and each would be a series.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/// Everything that is counted.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, &'static str), Requests>>,
    commands: [AtomicU64; OUTCOMES.len()],
}

/// Requests of one method and route.
#[derive(Debug, Default)]
struct Requests {
    by_status: BTreeMap<u16, u64>,
    buckets: [u64; BOUNDS_S.len()],
    count: u64,
    seconds: f64,
}

/// What can become of a command.
const OUTCOMES: [&str; 7] = [
    "done",
    "replayed",
    "refused",
    "reused",
    "storage",
    "overloaded",
    "failed",
];

impl Metrics {
    /// Counts a request. `route` is the path with its parameters in braces, never the address
    /// itself: that would be a series for each order.
    pub fn request(&self, method: &str, route: &'static str, status: u16, took: Duration) {
        let known = METHODS.iter().find(|known| **known == method);
        let method = known.copied().unwrap_or("other");
        let mut all = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = all.entry((method, route)).or_default();
        *requests.by_status.entry(status).or_default() += 1;
        let seconds = took.as_secs_f64();
        requests.count += 1;
        requests.seconds += seconds;
        if let Some(bucket) = BOUNDS_S.iter().position(|bound| seconds <= *bound) {
            requests.buckets[bucket] += 1;
        }
    }

    /// Counts what became of a command, whichever way it came.
    pub fn answered(&self, answer: &Result<Answer, Trouble>) {
        let outcome = match answer {
            Ok(Answer::Done { replayed: true, .. } | Answer::Refused { replayed: true, .. }) => 1,
            Ok(Answer::Done { .. }) => 0,
            Ok(Answer::Refused { .. }) => 2,
            Err(Trouble::Reused) => 3,
            Err(Trouble::Storage | Trouble::InDoubt) => 4,
            Err(Trouble::Overloaded) => 5,
            Err(Trouble::ShuttingDown | Trouble::Internal) => 6,
        };
        self.commands[outcome].fetch_add(1, Ordering::Relaxed);
    }

    fn requests(&self, text: &mut Text) {
        let all = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        text.family(
            "heard_http_requests_total",
            "counter",
            "HTTP requests answered.",
        );
        for ((method, route), requests) in all.iter() {
            for (status, count) in &requests.by_status {
                let status = status.to_string();
                let labels = [("method", *method), ("route", *route), ("status", &status)];
                text.sample("", &labels, *count as f64);
            }
        }
        let name = "heard_http_request_duration_seconds";
        text.family(
            name,
            "histogram",
            "Time from a request's head to its answer.",
        );
        for ((method, route), requests) in all.iter() {
            let labels = [("method", *method), ("route", *route)];
            let buckets = BOUNDS_S.iter().zip(&requests.buckets);
            text.histogram(&labels, buckets, requests.count, requests.seconds);
        }
    }

    fn commands(&self, text: &mut Text) {
        text.family(
            "heard_commands_total",
            "counter",
            "Commands, by what became of them.",
        );
        for (outcome, count) in OUTCOMES.iter().zip(&self.commands) {
            let count = count.load(Ordering::Relaxed) as f64;
            text.sample("", &[("outcome", *outcome)], count);
        }
    }
}

#[cfg(test)]
mod tests;
