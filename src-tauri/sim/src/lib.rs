//! For tests only: simulated network and clocks, faults, load.
