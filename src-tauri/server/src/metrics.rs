//! Counters and gauges, as Prometheus reads them.

/// Everything that is counted.
pub struct Metrics {}
