//! What becomes of the devices, in words for whoever stands before them.

use std::borrow::Cow;

/// The microphone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MicState {
    /// Nobody listens, and nothing is known to be wrong.
    Off,
    /// It is being opened.
    Opening,
    /// It is open.
    Open {
        /// Its name, as the system tells it.
        device: String,
        /// The one that was chosen and is not there.
        instead_of: Option<String>,
        /// It has given nothing but digital silence for a while: muted, or not allowed.
        muted: bool,
    },
    /// There is none.
    Missing,
    /// The system does not let us.
    Refused,
    /// Another program has it.
    Busy,
    /// It went away while it was open. It is looked for.
    Lost {
        /// Its name.
        device: String,
    },
    /// It does not work, whatever it is.
    Failed {
        /// What the system said.
        why: String,
    },
    /// One is there again; nobody listens.
    Back {
        /// Its name.
        device: String,
    },
}

impl MicState {
    /// As a person reads it; nothing where there is nothing to say.
    pub fn words(&self) -> Cow<'static, str> {
        match self {
            Self::Off => "".into(),
            Self::Opening => "Opening the microphone.".into(),
            Self::Open { muted: true, .. } => {
                "The microphone gives no sound. It may be muted.".into()
            }
            Self::Open {
                device,
                instead_of: Some(chosen),
                ..
            } => format!("{chosen} is not plugged in. Listening with {device}.").into(),
            Self::Open { .. } => "Listening.".into(),
            Self::Missing => "No microphone found. Plug one in.".into(),
            Self::Refused => {
                "The microphone is not allowed. Allow it in this device's settings.".into()
            }
            Self::Busy => "Another program has the microphone. Close it there.".into(),
            Self::Lost { device } => {
                format!("{device} came unplugged. Plug it back in, or tap to add.").into()
            }
            Self::Failed { .. } => "The microphone does not work. Try another one.".into(),
            Self::Back { .. } => "The microphone is back.".into(),
        }
    }

    /// Whether pressing the button may succeed, as far as is known.
    pub fn is_usable(&self) -> bool {
        match self {
            Self::Off | Self::Opening | Self::Open { .. } | Self::Back { .. } => true,
            Self::Missing
            | Self::Refused
            | Self::Busy
            | Self::Lost { .. }
            | Self::Failed { .. } => false,
        }
    }

    /// Whether the device is held: the light that cannot be missed.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

/// The loudspeaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpeakerState {
    /// Nothing is being said, and nothing is known to be wrong.
    Off,
    /// It is being opened.
    Opening,
    /// It is open.
    Open {
        /// Its name, as the system tells it.
        device: String,
        /// The one that was chosen and is not there.
        instead_of: Option<String>,
    },
    /// There is none.
    Missing,
    /// The system does not let us.
    Refused,
    /// Another program has it.
    Busy,
    /// It went away while it was open. It is looked for.
    Lost {
        /// Its name.
        device: String,
    },
    /// It does not work, whatever it is.
    Failed {
        /// What the system said.
        why: String,
    },
    /// One is there again; nothing is being said.
    Back {
        /// Its name.
        device: String,
    },
}

impl SpeakerState {
    /// Whether something can be said, as far as is known.
    pub fn is_usable(&self) -> bool {
        matches!(
            self,
            Self::Off | Self::Opening | Self::Open { .. } | Self::Back { .. }
        )
    }

    /// As a person reads it; nothing where there is nothing to say.
    pub fn words(&self) -> Cow<'static, str> {
        match self {
            Self::Off | Self::Opening => "".into(),
            Self::Open {
                device,
                instead_of: Some(chosen),
            } => format!("{chosen} is not plugged in. Speaking through {device}.").into(),
            Self::Open { .. } => "".into(),
            Self::Missing => "No loudspeaker found. Replies are shown only.".into(),
            Self::Refused => "The loudspeaker is not allowed. Replies are shown only.".into(),
            Self::Busy => "Another program has the loudspeaker. Replies are shown only.".into(),
            Self::Lost { device } => {
                format!("{device} came unplugged. Replies are shown only.").into()
            }
            Self::Failed { .. } => "The loudspeaker does not work. Replies are shown only.".into(),
            Self::Back { .. } => "The loudspeaker is back.".into(),
        }
    }
}
