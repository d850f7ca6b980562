//! The floor: a sync of as many bytes, then a bare broadcast of as many to as many.

use super::{CLIENTS, DISPLAYS, WARM_UP, turn, turns};
use crate::{
    bare::{Ask, Bare, disk},
    figures::glass::Ours,
    listeners::OnFrame,
    samples::Samples,
};
use anyhow::Context;
use scope::{Scope, Spawned, Task};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

/// Bytes of our server's answer, near enough: it is on no path that is measured.
const ANSWER: usize = 1_500;

/// All frames of the floor, by when their bytes began their way to the disk. Cheap to clone.
#[derive(Clone, Default)]
pub struct Floor(Arc<Mutex<HashMap<SystemTime, Heard>>>);

#[derive(Debug, Clone, Copy)]
struct Heard {
    /// By the last listener.
    last: Instant,
    /// From the beginning of the sync until then.
    took: Duration,
    listeners: usize,
}

/// One ask that was answered.
pub struct Asked {
    at: usize,
    sent: Instant,
    began: SystemTime,
    /// Bytes of its frame.
    pub bytes: usize,
}

/// What the floor took.
pub struct Measured {
    /// From the beginning of the sync to the last listener.
    pub strict: Samples,
    /// From a bare post to the last listener.
    pub posted: Samples,
}

impl Floor {
    /// Notes when a frame is heard.
    pub fn on_frame(&self) -> OnFrame {
        let floor = self.clone();
        Arc::new(move |frame: &str| {
            // One clock in both processes: the wall's.
            let (now, wall) = (Instant::now(), SystemTime::now());
            let Some(began) = disk::began(frame) else {
                return;
            };
            let heard = Heard {
                last: now,
                took: wall.duration_since(began).unwrap_or_default(),
                listeners: 1,
            };
            let more = |known: &mut Heard| {
                known.last = known.last.max(heard.last);
                known.took = known.took.max(heard.took);
                known.listeners += 1;
            };
            floor.heard().entry(began).and_modify(more).or_insert(heard);
        })
    }

    /// Asks for every frame at its time, each with as many bytes as the last order's.
    pub fn ask(
        &self,
        scope: &Scope,
        began: Instant,
        count: usize,
        bare: &Bare,
        ours: &Ours,
    ) -> Vec<Spawned<anyhow::Result<Vec<Asked>>>> {
        let client = |client: usize| {
            let (mut http, ours) = (bare.client(), ours.clone());
            scope.spawn(Task::abort("floor"), async move {
                let mut all = Vec::new();
                for (at, due) in turns(client, count, began) {
                    let sent = turn(due).await?;
                    let bytes = ours.frame_bytes().max(disk::INSTANT_DIGITS);
                    let ask = Ask {
                        store: bytes,
                        frame: bytes,
                        answer: ANSWER,
                    };
                    let answer = http.post(&ask.path(), None, "{}").await?;
                    let began = disk::began(std::str::from_utf8(&answer.body)?);
                    let began = began.context("the bare server does not say when it began")?;
                    all.push(Asked {
                        at,
                        sent,
                        began,
                        bytes,
                    });
                }
                Ok(all)
            })
        };
        (0..CLIENTS).map(client).collect()
    }

    /// What was asked for after the warm-up took.
    ///
    /// # Errors
    /// When a listener missed a frame.
    pub fn samples(&self, asked: &[Asked]) -> anyhow::Result<Measured> {
        let heard = self.heard();
        let (mut strict, mut posted) = (Vec::new(), Vec::new());
        for asked in asked.iter().filter(|asked| asked.at >= WARM_UP) {
            let heard = heard.get(&asked.began).context("a frame was never heard")?;
            anyhow::ensure!(
                heard.listeners == DISPLAYS,
                "{} have heard it",
                heard.listeners
            );
            strict.push(heard.took);
            posted.push(heard.last.saturating_duration_since(asked.sent));
        }
        Ok(Measured {
            strict: Samples::new(strict)?,
            posted: Samples::new(posted)?,
        })
    }

    fn heard(&self) -> MutexGuard<'_, HashMap<SystemTime, Heard>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
