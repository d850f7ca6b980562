//! Descriptions as browsers write them, and each way of spoiling one.

use proptest::prelude::*;

use super::*;

/// Chromium's, shortened to what matters.
const OFFER: &str = "v=0\r
o=- 4611731400430051336 2 IN IP4 127.0.0.1\r
s=-\r
t=0 0\r
a=group:BUNDLE 0 1\r
a=msid-semantic: WMS\r
m=audio 9 UDP/TLS/RTP/SAVPF 63 111 9\r
c=IN IP4 0.0.0.0\r
a=ice-ufrag:abcd\r
a=ice-pwd:0123456789012345678901\r
a=fingerprint:sha-256 AB:CD:EF:01\r
a=setup:actpass\r
a=mid:0\r
a=sendrecv\r
a=rtpmap:63 red/48000/2\r
a=rtpmap:111 opus/48000/2\r
a=rtpmap:9 G722/8000\r
a=candidate:1 1 udp 2113937151 192.0.2.7 55555 typ host\r
m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r
c=IN IP4 0.0.0.0\r
a=ice-ufrag:abcd\r
a=ice-pwd:0123456789012345678901\r
a=fingerprint:sha-256 AB:CD:EF:01\r
a=setup:actpass\r
a=mid:1\r
a=sctp-port:5000\r
";

fn spoilt(from: &str, to: &str) -> Result<Described, SdpError> {
    assert!(OFFER.contains(from), "{from} is not in the sample");
    inspect(&OFFER.replace(from, to), Side::Offer)
}

#[test]
fn a_browsers_offer_will_do() {
    let described = Described {
        opus: Some(111),
        candidates: 1,
    };
    assert_eq!(inspect(OFFER, Side::Offer), Ok(described));
    assert_eq!(
        inspect(&OFFER.replace('\r', ""), Side::Offer),
        Ok(described),
        "bare newlines are common"
    );
}

#[test]
fn credentials_may_stand_once_for_all() {
    let credentials = "a=ice-ufrag:abcd\r
a=ice-pwd:0123456789012345678901\r
a=fingerprint:sha-256 AB:CD:EF:01\r
a=setup:actpass\r
";
    let bare = OFFER.replace(credentials, "");
    assert_eq!(
        inspect(&bare, Side::Offer),
        Err(SdpError::Missing("a=ice-ufrag"))
    );
    let above = bare.replace("t=0 0\r\n", &format!("t=0 0\r\n{credentials}"));
    assert!(inspect(&above, Side::Offer).is_ok());
}

#[test]
fn a_channel_alone_will_do() {
    let (head, rest) = OFFER.split_once("m=audio").unwrap();
    let (_, channel) = rest.split_once("m=application").unwrap();
    let described = inspect(&format!("{head}m=application{channel}"), Side::Offer).unwrap();
    assert_eq!(described.opus, None);
}

#[test]
fn each_lack_has_its_name() {
    use SdpError::*;
    let cases = [
        ("v=0", "v=1", Malformed(1)),
        ("s=-\r\n", "s=-\r\nnonsense\r\n", Malformed(4)),
        ("m=audio 9", "m=audio nine", Malformed(7)),
        ("a=rtpmap:63 ", "a=rtpmap:630 ", Malformed(15)),
        ("m=application 9", "m=video 9", NoChannel),
        ("m=application 9", "m=application 0", NoChannel),
        ("webrtc-datachannel", "5000", NoChannel),
        ("m=audio 9", "m=video 9", OtherMedia),
        ("opus/48000", "speex/8000", NoOpus),
        ("SAVPF 63 111 9", "SAVPF 63 9", NoOpus),
        ("RTP/SAVPF", "RTP/AVP", NoOpus),
        ("BUNDLE 0 1", "BUNDLE 0", NoBundle),
        ("a=mid:1\r\n", "", Missing("a=mid")),
        ("ice-ufrag:abcd", "ice-ufrag:abc", Missing("a=ice-ufrag")),
        ("0123456789012345678901", "01234567", Missing("a=ice-pwd")),
        ("sha-256 AB:CD", "sha-256 AB:CX", Missing("a=fingerprint")),
        ("setup:actpass", "setup:holdconn", Missing("a=setup")),
    ];
    for (from, to, error) in cases {
        assert_eq!(spoilt(from, to), Err(error), "{from} → {to}");
    }
}

#[test]
fn what_is_too_much_is_refused() {
    let candidate = "a=candidate:1 1 udp 2113937151 192.0.2.7 55555 typ host\r\n";
    let many = OFFER.replace(candidate, &candidate.repeat(MAX_CANDIDATES));
    assert!(inspect(&many, Side::Offer).is_ok());
    let too_many = OFFER.replace(candidate, &candidate.repeat(MAX_CANDIDATES + 1));
    assert_eq!(
        inspect(&too_many, Side::Offer),
        Err(SdpError::TooManyCandidates)
    );

    let lines = format!("{OFFER}{}", "a=x\r\n".repeat(MAX_LINES));
    assert_eq!(inspect(&lines, Side::Offer), Err(SdpError::TooManyLines));
    let line = format!("{OFFER}a={}\r\n", "x".repeat(MAX_LINE));
    assert_eq!(inspect(&line, Side::Offer), Err(SdpError::Malformed(27)));
    let bytes = format!("{OFFER}{}", "x".repeat(MAX_BYTES));
    assert_eq!(
        inspect(&bytes, Side::Offer),
        Err(SdpError::TooLong(bytes.len()))
    );
}

#[test]
fn an_answer_may_decline_sound_and_must_take_a_role() {
    let answer = OFFER.replace("actpass", "active");
    assert_eq!(inspect(&answer, Side::Answer).unwrap().opus, Some(111));
    let declined = answer.replace("m=audio 9", "m=audio 0");
    assert_eq!(inspect(&declined, Side::Answer).unwrap().opus, None);
    assert_eq!(
        inspect(OFFER, Side::Answer),
        Err(SdpError::Missing("a=setup"))
    );
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "\\PC*", cut in 0..OFFER.len()) {
        let _ = inspect(&text, Side::Offer);
        // The sample is ASCII: any index is a boundary.
        let _ = inspect(&format!("{}{text}{}", &OFFER[..cut], &OFFER[cut..]), Side::Offer);
    }
}
