//! The lines of a session description, and what is noted of them.

use super::MAX_LINE;

/// One line: `type=value`.
#[derive(Debug)]
pub(super) struct Line<'a> {
    letter: u8,
    value: &'a str,
}

impl<'a> Line<'a> {
    /// `None` if it is no line of SDP. The first must be `v=0`.
    pub(super) fn parse(line: &'a str, index: usize) -> Option<Line<'a>> {
        let (letter, value) = line.split_once('=')?;
        let [letter @ b'a'..=b'z'] = *letter.as_bytes() else {
            return None;
        };
        let is_plain = value.bytes().all(|byte| byte != 0 && byte != b'\r');
        let opens = index > 0 || line == "v=0";
        (is_plain && opens && line.len() <= MAX_LINE).then_some(Line { letter, value })
    }
}

/// What the lines so far say.
#[derive(Debug, Default)]
pub(super) struct Scan<'a> {
    /// What stands before the first section.
    pub(super) session: Media<'a>,
    pub(super) media: Vec<Media<'a>>,
    /// The mids of the BUNDLE group.
    pub(super) bundle: &'a str,
    pub(super) candidates: usize,
}

/// A section, or what stands before the first.
#[derive(Debug, Default)]
pub(super) struct Media<'a> {
    pub(super) kind: &'a str,
    pub(super) port: u16,
    pub(super) protocol: &'a str,
    pub(super) formats: &'a str,
    pub(super) mid: Option<&'a str>,
    pub(super) ufrag: Option<&'a str>,
    pub(super) pwd: Option<&'a str>,
    pub(super) fingerprint: Option<&'a str>,
    pub(super) setup: Option<&'a str>,
    /// The first payload type that is mapped to Opus.
    pub(super) opus: Option<u8>,
}

impl<'a> Scan<'a> {
    /// `None` if a line that matters here is malformed.
    pub(super) fn take(&mut self, line: &Line<'a>) -> Option<()> {
        match line.letter {
            b'm' => self.media.push(Media::parse(line.value)?),
            b'a' => self.attribute(line.value)?,
            _ => {}
        }
        Some(())
    }

    fn attribute(&mut self, value: &'a str) -> Option<()> {
        let (name, value) = value.split_once(':').unwrap_or((value, ""));
        if name == "candidate" {
            self.candidates += 1;
        }
        if name == "group"
            && self.media.is_empty()
            && let Some(mids) = value.strip_prefix("BUNDLE ")
        {
            self.bundle = mids;
        }
        let media = self.media.last_mut().unwrap_or(&mut self.session);
        match name {
            "mid" => media.mid = Some(value),
            "ice-ufrag" => media.ufrag = Some(value),
            "ice-pwd" => media.pwd = Some(value),
            "fingerprint" => media.fingerprint = Some(value),
            "setup" => media.setup = Some(value),
            "rtpmap" => media.map(value)?,
            _ => {}
        }
        Some(())
    }
}

impl<'a> Media<'a> {
    /// `audio 9 UDP/TLS/RTP/SAVPF 111 0`
    fn parse(value: &'a str) -> Option<Media<'a>> {
        let mut words = value.splitn(4, ' ');
        Some(Media {
            kind: words.next()?,
            port: words.next()?.parse().ok()?,
            protocol: words.next()?,
            formats: words.next()?,
            ..Media::default()
        })
    }

    /// `111 opus/48000/2`
    fn map(&mut self, value: &str) -> Option<()> {
        let (payload, codec) = value.split_once(' ')?;
        // Seven bits: RFC 3550, 5.1.
        let payload = payload.parse().ok().filter(|payload| *payload < 128)?;
        // Never anything else in SDP, whatever is sent: RFC 7587, 7.
        if self.opus.is_none() && codec.eq_ignore_ascii_case("opus/48000/2") {
            self.opus = Some(payload);
        }
        Some(())
    }
}
