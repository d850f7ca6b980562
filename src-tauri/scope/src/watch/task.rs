//! The task that takes samples and says what they mean.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Gauge, Probe, Sample, Settings, Warning, Watch, heap};
use crate::closed::ScopeClosed;
use crate::handle::ScopeHandle;
use crate::scope::Scope;
use crate::task::Task;
use crate::time::{self, Instant};

/// A watch that is kept. Cheap to clone; the task ends with its scope.
#[derive(Debug, Clone)]
pub struct Watching(Arc<Mutex<Watch>>);

impl Watching {
    /// Watches `watched` and all below it from a task in `scope`. `gauges` is asked at every sample and
    /// must be quick.
    pub fn start(
        scope: &Scope,
        watched: ScopeHandle,
        settings: Settings,
        gauges: impl Fn() -> Vec<Gauge> + Send + 'static,
    ) -> Self {
        let watching = Self(Arc::new(Mutex::new(Watch::new(settings, Instant::now()))));
        let eye = Eye {
            watched,
            depth: settings.depth,
            gauges: Box::new(gauges),
            probe: Probe::new(settings.dear),
            tidy: settings.tidy,
            tidied_at: Instant::now(),
        };
        scope.spawn(
            Task::abort("watch"),
            watching.clone().run(eye, scope.handle()),
        );
        watching
    }

    /// The watch, for as long as it takes to read from it: no sample is taken meanwhile.
    pub fn look<T>(&self, read: impl FnOnce(&Watch) -> T) -> T {
        read(&self.watch())
    }

    /// Ends where there is nothing left to watch.
    async fn run(self, mut eye: Eye, scope: ScopeHandle) {
        loop {
            let due = self.watch().poll_timeout();
            time::sleep_until(due).await;
            let looked = scope.spawn_blocking("sample", move || {
                let sample = eye.sample();
                (eye, sample)
            });
            let Ok(looked) = looked else { return };
            // A gauge that panics is logged, and ends the watch: it would panic again.
            let Ok((back, Ok(sample))) = looked.await else {
                return;
            };
            eye = back;
            if let Some(warning) = self.watch().handle_sample(sample) {
                say(&warning);
            }
        }
    }

    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What looks.
struct Eye {
    watched: ScopeHandle,
    depth: usize,
    gauges: Box<dyn Fn() -> Vec<Gauge> + Send>,
    probe: Probe,
    tidy: Duration,
    tidied_at: Instant,
}

impl Eye {
    fn sample(&mut self) -> Result<Sample, ScopeClosed> {
        if self.tidied_at.elapsed() >= self.tidy {
            self.tidied_at = Instant::now();
            heap::give_back();
        }
        Ok(Sample {
            at: Instant::now(),
            process: self.probe.read(),
            scopes: self.watched.tally(self.depth)?,
            gauges: (self.gauges)(),
        })
    }
}

fn say(warning: &Warning) {
    let Some(first) = warning.grown.first() else {
        return;
    };
    let place = warning.places.first();
    let place = place.map(|place| tracing::field::display(&place.series));
    tracing::warn!(
        grown = %first.series,
        percent = (first.trend.growth() * 100.0).round(),
        place,
        "something grows and does not stop: {warning}"
    );
}
