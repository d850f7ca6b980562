//! What a stranger's session description must be before the library reads it. Pure.
//!
//! Only what this crate speaks passes: one bundle of one data channel section and at most one audio
//! section that offers Opus. Sources: RFC 8866 (the grammar), RFC 8829 (what a browser offers), RFC
//! 8839 (ICE), RFC 8841 (the data channel).

mod lines;

use lines::{Line, Media, Scan};

/// Longest description read, in bytes. A browser's is 3 KiB with one audio section.
pub const MAX_BYTES: usize = 64 * 1024;
/// Most lines read. A browser's has under 100, and under 20 for each candidate's network.
pub const MAX_LINES: usize = 1_000;
/// Longest line read, in bytes. The longest there is, a format's parameters, stays below 200.
pub const MAX_LINE: usize = 2_048;
/// Most candidates tried. Each is a datagram to an address of the stranger's choice, several times
/// over; a machine with many networks offers about twenty.
pub const MAX_CANDIDATES: usize = 32;

/// Why a description will not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// Longer than [`MAX_BYTES`].
    #[error("{0} bytes are more than {MAX_BYTES}")]
    TooLong(usize),
    /// More than [`MAX_LINES`].
    #[error("more than {MAX_LINES} lines")]
    TooManyLines,
    /// More than [`MAX_CANDIDATES`].
    #[error("more than {MAX_CANDIDATES} candidates")]
    TooManyCandidates,
    /// Not a session description, from this line on (the first is 1).
    #[error("line {0} is not a line of SDP")]
    Malformed(usize),
    /// There is no data channel section, or more than one.
    #[error("there must be one application section (a data channel)")]
    NoChannel,
    /// There is more than one audio section, or one of another kind.
    #[error("besides the data channel there may be one audio section, and no other")]
    OtherMedia,
    /// The audio section has no Opus, or is not for WebRTC.
    #[error("the audio section offers no Opus")]
    NoOpus,
    /// The sections are not in one bundle.
    #[error("all sections must be in one BUNDLE group")]
    NoBundle,
    /// What ICE or DTLS need is missing or malformed.
    #[error("{0} is missing or malformed")]
    Missing(&'static str),
    /// The library refused it.
    #[error("it was refused: {0}")]
    Refused(String),
}

/// Which of the two descriptions it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Made by who begins.
    Offer,
    /// Made by who is called.
    Answer,
}

/// What a description that will do says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// Opus' payload type in the audio section; `None` without one, or where the answer declined
    /// it.
    pub opus: Option<u8>,
    /// How many candidates it names.
    pub candidates: usize,
}

/// Reads a description as far as this crate must understand it.
///
/// # Errors
/// The first thing wrong with it.
pub fn inspect(text: &str, side: Side) -> Result<Described, SdpError> {
    if text.len() > MAX_BYTES {
        return Err(SdpError::TooLong(text.len()));
    }
    let mut scan = Scan::default();
    for (index, line) in text.lines().enumerate() {
        if index >= MAX_LINES {
            return Err(SdpError::TooManyLines);
        }
        let line = Line::parse(line, index).ok_or(SdpError::Malformed(index + 1))?;
        scan.take(&line).ok_or(SdpError::Malformed(index + 1))?;
        if scan.candidates > MAX_CANDIDATES {
            return Err(SdpError::TooManyCandidates);
        }
    }
    judge(&scan, side)
}

fn judge(scan: &Scan<'_>, side: Side) -> Result<Described, SdpError> {
    let kind = |kind: &'static str| scan.media.iter().filter(move |media| media.kind == kind);
    if kind("application").count() != 1 {
        return Err(SdpError::NoChannel);
    }
    let audio = kind("audio").next();
    if scan.media.len() != 1 + usize::from(audio.is_some()) {
        return Err(SdpError::OtherMedia);
    }
    for channel in kind("application") {
        let is_sctp = channel.protocol.ends_with("DTLS/SCTP") && channel.port != 0;
        if !is_sctp || !channel.formats.starts_with("webrtc-datachannel") {
            return Err(SdpError::NoChannel);
        }
    }
    let opus = audio.map(|audio| opus(audio, side)).transpose()?.flatten();
    for media in &scan.media {
        if media.port != 0 {
            transport(scan, media, side)?;
        }
    }
    Ok(Described {
        opus,
        candidates: scan.candidates,
    })
}

/// Opus' payload type; `None` where an answer declined the section.
fn opus(audio: &Media<'_>, side: Side) -> Result<Option<u8>, SdpError> {
    if side == Side::Answer && audio.port == 0 {
        return Ok(None);
    }
    let listed = |opus: &u8| {
        let mut formats = audio.formats.split(' ');
        formats.any(|format| format.parse() == Ok(*opus))
    };
    let opus = audio.opus.filter(listed);
    let opus = opus.filter(|_| audio.protocol.ends_with("SAVPF"));
    opus.map(Some).ok_or(SdpError::NoOpus)
}

/// Whether ICE and DTLS have what they need for a section, from itself or from the session.
fn transport(scan: &Scan<'_>, media: &Media<'_>, side: Side) -> Result<(), SdpError> {
    let mid = media.mid.ok_or(SdpError::Missing("a=mid"))?;
    if !scan.bundle.split(' ').any(|bundled| bundled == mid) {
        return Err(SdpError::NoBundle);
    }
    let of = |own: Option<&str>, session: Option<&str>, least: usize| {
        // Lengths by RFC 8839, 5.4.
        let text = own.or(session).unwrap_or_default();
        (least..=256).contains(&text.len())
    };
    let session = &scan.session;
    if !of(media.ufrag, session.ufrag, 4) {
        return Err(SdpError::Missing("a=ice-ufrag"));
    }
    if !of(media.pwd, session.pwd, 22) {
        return Err(SdpError::Missing("a=ice-pwd"));
    }
    if !media
        .fingerprint
        .or(session.fingerprint)
        .is_some_and(is_fingerprint)
    {
        return Err(SdpError::Missing("a=fingerprint"));
    }
    let roles: &[&str] = match side {
        Side::Offer => &["actpass", "active", "passive"],
        Side::Answer => &["active", "passive"],
    };
    let setup = media.setup.or(session.setup).unwrap_or_default();
    if roles.contains(&setup) {
        Ok(())
    } else {
        Err(SdpError::Missing("a=setup"))
    }
}

/// `sha-256 AB:CD:…`: a hash function and pairs of hexadecimal digits (RFC 8122, 5).
fn is_fingerprint(value: &str) -> bool {
    let Some((function, digest)) = value.split_once(' ') else {
        return false;
    };
    let pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
    function.starts_with("sha-") && digest.split(':').all(pair)
}

#[cfg(test)]
mod tests;
