//! Whatever comes in whatever order: nothing is done twice, and there is a way to ready.

use super::walk::{INPUTS, comes_to_ready};
use super::*;
use proptest::prelude::*;
use std::time::Duration;

proptest! {
    #[test]
    fn any_order_of_inputs_leads_back_to_ready(
        inputs in prop::collection::vec((0..INPUTS.len(), 0u64..20_000), 0..60)
    ) {
        let mut bench = Bench::new();
        for (input, pause) in inputs {
            bench.now += Duration::from_millis(pause);
            INPUTS[input].1(&mut bench);
            bench.actions();
        }
        comes_to_ready(bench, "random inputs");
    }
}
