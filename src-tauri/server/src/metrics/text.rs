//! The text that Prometheus reads (exposition format 0.0.4).

use std::fmt::Write;

/// Text as it grows, family by family.
#[derive(Debug, Default)]
pub(super) struct Text {
    text: String,
    name: &'static str,
}

impl Text {
    /// Begins a family of samples.
    pub fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        self.line(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    /// A sample of the family; `suffix` goes after its name. Values of labels are words of ours, without
    /// quotes.
    pub fn sample(&mut self, suffix: &str, labels: &[(&str, &str)], value: f64) {
        let name = self.name;
        self.line(format_args!("{name}{suffix}"));
        for (index, (label, said)) in labels.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            self.line(format_args!("{before}{label}=\"{said}\""));
        }
        let after = if labels.is_empty() { "" } else { "}" };
        self.line(format_args!("{after} {value}\n"));
    }

    /// A family of one sample without labels.
    pub fn single(&mut self, name: &'static str, kind: &str, help: &str, value: f64) {
        self.family(name, kind, help);
        self.sample("", &[], value);
    }

    /// A histogram of the family, from counts that are not cumulative yet.
    pub fn histogram<'a>(
        &mut self,
        labels: &[(&str, &str)],
        buckets: impl Iterator<Item = (&'a f64, &'a u64)>,
        count: u64,
        sum: f64,
    ) {
        let mut so_far = 0;
        let bucket = |text: &mut Self, bound: &str, value: u64| {
            let mut labels = labels.to_vec();
            labels.push(("le", bound));
            text.sample("_bucket", &labels, value as f64);
        };
        for (bound, here) in buckets {
            so_far += here;
            bucket(self, &bound.to_string(), so_far);
        }
        bucket(self, "+Inf", count);
        self.sample("_sum", labels, sum);
        self.sample("_count", labels, count as f64);
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }

    fn line(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(what);
    }
}
