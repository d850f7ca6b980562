//! What may be chosen about sound.

/// Which devices, and what is done to the sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundSettings {
    /// The microphone's id ([`super::Named`]); none is the system's default, and so is one that is not
    /// there.
    pub microphone: Option<String>,
    /// The loudspeaker's id; likewise.
    pub loudspeaker: Option<String>,
    /// Takes our own loudspeaker out of what the microphone hears.
    pub cancel_echo: bool,
    /// Takes steady noise out. Off where the far side does it: our own server does, and twice is worse
    /// than once.
    pub suppress_noise: bool,
}

impl Default for SoundSettings {
    fn default() -> Self {
        Self {
            microphone: None,
            loudspeaker: None,
            cancel_echo: true,
            suppress_noise: false,
        }
    }
}
