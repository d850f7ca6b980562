//! Holding the microphone open: it is closed when this is let go.

use tokio::sync::{mpsc, oneshot};

use super::Frame;

/// Frames that wait for whoever listens: 2 s. When it is full the newest are dropped and counted: a
/// listener that far behind has stopped.
const FRAMES: usize = 100;

/// The microphone, held open. Dropping it closes the device.
#[derive(Debug)]
pub struct Listening {
    frames: mpsc::Receiver<Frame>,
    /// Dropped when no more is wanted.
    hold: Option<oneshot::Sender<()>>,
}

/// The other end: where the microphone puts its frames.
#[derive(Debug)]
pub(crate) struct Source {
    frames: mpsc::Sender<Frame>,
    released: oneshot::Receiver<()>,
    dropped: u64,
}

/// Both ends.
pub(crate) fn listening() -> (Source, Listening) {
    let (sender, frames) = mpsc::channel(FRAMES);
    let (hold, released) = oneshot::channel();
    let source = Source {
        frames: sender,
        released,
        dropped: 0,
    };
    let listening = Listening {
        frames,
        hold: Some(hold),
    };
    (source, listening)
}

impl Listening {
    /// A microphone that is no device: frames come from `frames` until its sender is dropped.
    pub fn of(frames: mpsc::Receiver<Frame>) -> Self {
        Self { frames, hold: None }
    }

    /// The next frame; `None` after [`Self::stop`] and the last frame, or when the sound has ended. It
    /// waits while a device that was lost is looked for. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Frame> {
        self.frames.recv().await
    }

    /// The button was let go: what was said until now still comes, then nothing.
    pub fn stop(&mut self) {
        match self.hold.take() {
            // The device sends what it has heard, then closes the channel.
            Some(hold) => drop(hold),
            None => self.frames.close(),
        }
    }
}

impl Source {
    /// Hands on a frame.
    pub(crate) fn push(&mut self, frame: Frame) {
        if self.frames.try_send(frame).is_err() {
            self.dropped += 1;
        }
    }

    /// Returns when whoever listened has let go, one way or the other.
    pub(crate) async fn released(&mut self) {
        tokio::select! {
            // Its sender is only ever dropped.
            _ = &mut self.released => {}
            () = self.frames.closed() => {}
        }
    }

    /// Whether what is on its way is still wanted.
    pub(crate) fn is_wanted(&self) -> bool {
        !self.frames.is_closed()
    }

    /// Frames that nobody took in time.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::FRAME;

    fn frame(sample: i16) -> Frame {
        Box::new([sample; FRAME])
    }

    #[test]
    fn what_was_heard_before_the_release_still_comes() {
        scope::run(Some(1), async {
            let (mut source, mut listening) = listening();
            source.push(frame(1));
            listening.stop();
            source.released().await;
            assert!(source.is_wanted());
            source.push(frame(2));
            drop(source);
            assert_eq!(listening.next().await, Some(frame(1)));
            assert_eq!(listening.next().await, Some(frame(2)));
            assert_eq!(listening.next().await, None);
        });
    }

    #[test]
    fn letting_go_is_seen_and_nothing_more_is_wanted() {
        scope::run(Some(1), async {
            let (mut source, listening) = listening();
            drop(listening);
            source.released().await;
            assert!(!source.is_wanted());
        });
    }

    #[test]
    fn a_listener_who_has_stopped_costs_two_seconds() {
        let (mut source, listening) = listening();
        (0..250).for_each(|_| source.push(frame(0)));
        assert_eq!(source.dropped(), 150);
        drop(listening);
    }

    #[test]
    fn a_made_up_microphone_ends_with_its_sound_and_with_the_release() {
        scope::run(Some(1), async {
            let (sender, frames) = mpsc::channel(8);
            let mut listening = Listening::of(frames);
            sender.send(frame(1)).await.unwrap();
            sender.send(frame(2)).await.unwrap();
            listening.stop();
            assert!(sender.send(frame(3)).await.is_err());
            assert_eq!(listening.next().await, Some(frame(1)));
            assert_eq!(listening.next().await, Some(frame(2)));
            assert_eq!(listening.next().await, None);
        });
    }
}
