//! Why a device cannot be used.

use cpal::ErrorKind;

/// Why a device cannot be used, in the kinds that people do different things about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("there is no such device")]
    Missing,
    #[error("the system does not allow it")]
    Refused,
    #[error("another program has it")]
    Busy,
    /// It did not open, or gave or took nothing for a while.
    #[error("it does not answer")]
    Mute,
    #[error("{0}")]
    Failed(String),
}

impl Trouble {
    /// Of an error while a device is looked for or opened.
    pub(crate) fn opening(error: &cpal::Error) -> Self {
        match error.kind() {
            // No device, no sound system, or a default device that has nothing behind it.
            ErrorKind::DeviceNotAvailable
            | ErrorKind::HostUnavailable
            | ErrorKind::UnsupportedConfig
            | ErrorKind::UnsupportedOperation
            | ErrorKind::StreamInvalidated => Self::Missing,
            ErrorKind::PermissionDenied => Self::Refused,
            ErrorKind::DeviceBusy => Self::Busy,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// What a callback says of an error, in one byte; none of what goes on.
pub(crate) fn code(kind: ErrorKind) -> Option<u8> {
    match kind {
        // It goes on: a gap in the sound, another device by the system's own choice, or no priority.
        ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => None,
        ErrorKind::PermissionDenied => Some(2),
        ErrorKind::DeviceBusy => Some(3),
        // Also what cannot be told: without a device ALSA's plugin for PulseAudio reports an error of
        // no kind, thousands a second.
        _ => Some(1),
    }
}

/// The trouble that [`code`] stands for.
pub(crate) fn coded(code: u8) -> Option<Trouble> {
    match code {
        0 => None,
        2 => Some(Trouble::Refused),
        3 => Some(Trouble::Busy),
        _ => Some(Trouble::Missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart_by_what_people_do_about_them() {
        let opening = |kind: ErrorKind| Trouble::opening(&kind.into());
        assert_eq!(opening(ErrorKind::HostUnavailable), Trouble::Missing);
        assert_eq!(opening(ErrorKind::UnsupportedConfig), Trouble::Missing);
        assert_eq!(opening(ErrorKind::PermissionDenied), Trouble::Refused);
        assert_eq!(opening(ErrorKind::DeviceBusy), Trouble::Busy);
        assert!(matches!(opening(ErrorKind::Other), Trouble::Failed(_)));
    }

    #[test]
    fn only_what_ends_a_stream_is_coded() {
        assert_eq!(code(ErrorKind::Xrun), None);
        assert_eq!(code(ErrorKind::DeviceChanged), None);
        assert_eq!(coded(0), None);
        for (kind, trouble) in [
            (ErrorKind::DeviceNotAvailable, Trouble::Missing),
            (ErrorKind::BackendError, Trouble::Missing),
            (ErrorKind::PermissionDenied, Trouble::Refused),
            (ErrorKind::DeviceBusy, Trouble::Busy),
        ] {
            assert_eq!(code(kind).and_then(coded), Some(trouble));
        }
    }
}
