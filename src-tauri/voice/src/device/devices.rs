//! The microphone and the loudspeaker of this machine, as one [`Sound`].

use std::sync::Arc;
use std::time::Duration;

use scope::{Scope, Task};
use tokio::sync::{mpsc, watch};

use super::host::{Hosts, Listed};
use super::settings::SoundSettings;
use crate::echo::Reference;
use crate::mic::Mic;
use crate::sound::{
    Frame, Level, Listening, Meter, MicState, Played, Sound, SpeakerState, listening,
};
use crate::speaker::{Speaker, Voice};

/// Requests to listen that wait for the microphone's task: each replaces the one before, so two are
/// plenty for one finger.
const REQUESTS: usize = 8;

/// This machine's microphone and loudspeaker. Dropping it closes both.
pub struct Devices {
    scope: Scope,
    hosts: Arc<Hosts>,
    settings: watch::Sender<SoundSettings>,
    requests: mpsc::Sender<crate::sound::Source>,
    mic: watch::Receiver<MicState>,
    gauge: crate::sound::Gauge,
    voice: Voice,
    loudspeaker: watch::Receiver<SpeakerState>,
}

impl Devices {
    /// Begins; nothing is opened yet. It never fails: what is not there is a state.
    pub fn start(scope: &Scope, settings: SoundSettings) -> Self {
        let scope = scope.child("sound");
        let hosts = Hosts::shared();
        let reference = Reference::default();
        let (settings, chosen) = watch::channel(settings);
        let (requests, requested) = mpsc::channel(REQUESTS);
        let (mic_state, mic) = watch::channel(MicState::Off);
        let (speaker_state, loudspeaker) = watch::channel(SpeakerState::Off);
        let meter = Meter::new();
        let gauge = meter.gauge();
        let voice = Voice::default();
        let microphone = Mic {
            requests: requested,
            settings: chosen.clone(),
            state: mic_state,
            meter,
            reference: reference.clone(),
        };
        let speaker = Speaker {
            voice: voice.clone(),
            settings: chosen,
            state: speaker_state,
            reference,
        };
        let (handle, token) = (scope.handle(), scope.token());
        let work = microphone.run(hosts.clone(), handle.clone(), token.clone());
        scope.spawn(Task::drain("microphone"), work);
        let work = speaker.run(hosts.clone(), handle, token);
        scope.spawn(Task::drain("loudspeaker"), work);
        Self {
            scope,
            hosts,
            settings,
            requests,
            mic,
            gauge,
            voice,
            loudspeaker,
        }
    }

    /// Chooses other devices, or another treatment of the sound. What is open changes at once.
    pub fn choose(&self, settings: SoundSettings) {
        self.settings.send_if_modified(|now| {
            let is_news = *now != settings;
            *now = settings;
            is_news
        });
    }

    /// What is chosen.
    pub fn settings(&self) -> SoundSettings {
        self.settings.borrow().clone()
    }

    /// What can be chosen now; empty where the system's sound cannot be asked.
    pub async fn list(&self) -> Listed {
        let hosts = self.hosts.clone();
        let listed = self.scope.spawn_blocking("list", move || hosts.list());
        listed.await.unwrap_or_default()
    }

    /// Closes both devices, and waits until they are closed, but no longer than `within`.
    pub async fn close(self, within: Duration) -> scope::Closed {
        self.scope.close(within).await
    }
}

impl Sound for Devices {
    fn listen(&self) -> Listening {
        let (source, listening) = listening();
        if self.requests.try_send(source).is_err() {
            tracing::warn!("the microphone's task does not answer");
        }
        listening
    }

    fn mic(&self) -> watch::Receiver<MicState> {
        self.mic.clone()
    }

    fn level(&self) -> Level {
        self.gauge.level()
    }

    fn say(&self, frame: &Frame) {
        self.voice.say(frame);
    }

    fn clear(&self) -> Duration {
        self.voice.clear()
    }

    fn heard(&self) -> Played {
        self.voice.heard()
    }

    fn loudspeaker(&self) -> watch::Receiver<SpeakerState> {
        self.loudspeaker.clone()
    }
}
