//! Progress a person can follow: what is being done, and how long it took.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use crate::signals::Interrupted;

/// The steps of one run.
pub struct Steps {
    done: Vec<Done>,
    bold: (&'static str, &'static str),
}

struct Done {
    name: &'static str,
    took: Duration,
    failure: Option<String>,
}

impl Steps {
    /// No steps yet.
    pub fn new() -> Self {
        let bold = if stderr().is_terminal() {
            ("\x1b[1m", "\x1b[0m")
        } else {
            ("", "")
        };
        Self {
            done: Vec::new(),
            bold,
        }
    }

    /// Does one step, says so, and says how long it took.
    ///
    /// # Errors
    /// Those of the step.
    pub fn run<T>(
        &mut self,
        name: &'static str,
        step: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let (bold, plain) = self.bold;
        eprintln!("{bold}==> {name}{plain}");
        let began = Instant::now();
        let result = step();
        let took = began.elapsed();
        let verdict = if result.is_ok() { "done" } else { "FAILED" };
        eprintln!("    {name}: {verdict} in {}", seconds(took));
        self.done.push(Done {
            name,
            took,
            failure: result.as_ref().err().map(|error| format!("{error:#}")),
        });
        result
    }

    /// Like [`Self::run`], but a failure is only remembered, so that the next steps still have
    /// their say.
    ///
    /// # Errors
    /// `Interrupted`.
    pub fn attempt(
        &mut self,
        name: &'static str,
        step: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        match self.run(name, step) {
            Err(error) if error.is::<Interrupted>() => Err(error),
            Err(error) => {
                eprintln!("    {error:#}");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Prints every step with its verdict, and says whether all went well.
    pub fn summary(&self) -> bool {
        eprintln!("\n{}Summary{}", self.bold.0, self.bold.1);
        for Done {
            name,
            took,
            failure,
        } in &self.done
        {
            let verdict = failure.as_deref().unwrap_or("ok");
            eprintln!("  {name:<26} {:>8}  {verdict}", seconds(*took));
        }
        let total: Duration = self.done.iter().map(|step| step.took).sum();
        let good = self.done.iter().all(|step| step.failure.is_none());
        let verdict = if good { "all passed" } else { "FAILED" };
        eprintln!("  {:<26} {:>8}  {verdict}", "total", seconds(total));
        good
    }
}

fn seconds(took: Duration) -> String {
    match took.as_secs() {
        whole @ 60.. => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}
