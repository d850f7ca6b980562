//! Frames as they are written on the wire.

use crate::{ClientFrame, ErrorCode, ServerFrame};
use kitchen::{Command, RefusalCode};
use serde_json::{Value, json};

fn round_trip<T>(text: Value) -> T
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let frame: T = serde_json::from_value(text).unwrap();
    let again: T = serde_json::from_str(&serde_json::to_string(&frame).unwrap()).unwrap();
    assert_eq!(frame, again);
    frame
}

#[test]
fn a_frame_reads_the_same_wherever_its_type_stands() {
    let event = r#"{"seq":1,"at_ms":5,"by":"x","command_id":null,
        "body":{"type":"order_rushed","order":"0198c0de-0000-7000-8000-000000000001","on":true}}"#;
    let welcome = r#""epoch":"e","seq":1,"server_time_ms":2,"restaurant":"r","heartbeat_ms":3"#;
    for (kind, rest) in [
        ("events", format!(r#""events":[{event}]"#)),
        ("welcome", format!(r#"{welcome},"events":[{event}]"#)),
        ("pong", r#""t":1,"server_time_ms":2"#.to_owned()),
    ] {
        let first = ServerFrame::read(&format!(r#"{{"type":"{kind}",{rest}}}"#)).unwrap();
        let last = ServerFrame::read(&format!(r#"{{{rest},"type":"{kind}"}}"#)).unwrap();
        assert_eq!(first, last);
        let written = serde_json::to_string(&first).unwrap();
        assert!(
            written.starts_with(&format!(r#"{{"type":"{kind}""#)),
            "{written}"
        );
        assert_eq!(ServerFrame::read(&written).unwrap(), first);
    }
    for bad in [
        "",
        "{}",
        r#"{"type":"events"}"#,
        r#"{"type":"of_tomorrow"}"#,
    ] {
        assert!(ServerFrame::read(bad).is_err(), "{bad}");
    }
}

#[test]
fn every_frame_reads_as_it_is_written() {
    let id = "0198c0de-0000-7000-8000-000000000001";
    round_trip::<ClientFrame>(json!({"type":"hello","token":"t","device":{"id":"d"}}));
    round_trip::<ClientFrame>(json!({"type":"ping","t":-5}));
    let bump = json!({"type":"command","id":id,"body":{"type":"bump","order":id}});
    let ClientFrame::Command {
        body: Command::Bump { station, lines, .. },
        ..
    } = round_trip(bump)
    else {
        panic!("not a bump")
    };
    assert_eq!((station, lines), (None, None));
    round_trip::<ServerFrame>(json!({"type":"ack","id":id,"seq":7}));
    round_trip::<ServerFrame>(json!({"type":"pong","t":1,"server_time_ms":2}));
    round_trip::<ServerFrame>(json!({"type":"notice","kind":"shutting_down"}));
    round_trip::<ServerFrame>(json!({"type":"notice","kind":"of_tomorrow","x":1}));
    round_trip::<ServerFrame>(json!({"type":"events","events":[
        {"seq":1,"at_ms":5,"by":"x","command_id":null,
         "body":{"type":"order_rushed","order":id,"on":true}}]}));
    let refused = json!({"type":"refused","id":id,"code":"line_held","message":"m","field":null});
    let ServerFrame::Refused { code, .. } = round_trip(refused) else {
        panic!("not refused")
    };
    assert_eq!(code, ErrorCode::Refused(RefusalCode::LineHeld));
}

#[test]
fn every_code_reads_as_it_is_written() {
    let kitchen = RefusalCode::ALL.iter().copied().map(ErrorCode::Refused);
    for code in ErrorCode::OWN.iter().copied().chain(kitchen) {
        assert_eq!(ErrorCode::parse(code.as_str()), code);
        assert!((400..600).contains(&code.http_status()), "{code}");
    }
}

#[test]
fn a_token_is_not_printed() {
    let hello = json!({"type":"hello","token":"s3cret","device":{"id":"d"}});
    let frame: ClientFrame = serde_json::from_value(hello).unwrap();
    assert!(!format!("{frame:?}").contains("s3cret"));
}
