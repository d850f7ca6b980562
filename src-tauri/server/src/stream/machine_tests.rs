//! The connection's rules, with made-up time.

use super::*;
use serde_json::json;

const ORDER: &str = "0192f0c1-2345-7890-abcd-ef0123456789";
const HELLO: &str = r#"{"type":"hello","token":"t","device":{"id":"grill-1"}}"#;

struct Desk {
    machine: Machine,
    now: Instant,
}

impl Desk {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            machine: Machine::new(now),
            now,
        }
    }

    fn open(role: Role) -> Self {
        let mut desk = Self::new();
        assert!(matches!(desk.say(HELLO), Action::Greet(_)));
        desk.machine.open(role, desk.now);
        desk
    }

    fn say(&mut self, text: &str) -> Action {
        self.machine.text(text, self.now, 5)
    }

    fn pass(&mut self, time: Duration) -> Action {
        self.now += time;
        self.machine.timeout(self.now)
    }

    fn rush(&mut self) -> Action {
        self.say(&command(
            json!({"type": "rush", "order": ORDER, "on": true}),
        ))
    }
}

fn command(body: Value) -> String {
    json!({"type": "command", "id": ORDER, "body": body}).to_string()
}

fn code(action: Action) -> u16 {
    match action {
        Action::Close(Close { code, reason }) => {
            assert!(!reason.is_empty() && reason.len() <= 123);
            code
        }
        other => panic!("not closed: {other:?}"),
    }
}

fn refusal(action: Action) -> (ErrorCode, Option<String>) {
    match action {
        Action::Reply(frame) => match *frame {
            ServerFrame::Refused { code, field, .. } => (code, field),
            other => panic!("not refused: {other:?}"),
        },
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn hello_has_five_seconds() {
    let mut desk = Desk::new();
    assert_eq!(desk.machine.poll_timeout(), desk.now + HELLO_WITHIN);
    assert_eq!(desk.pass(Duration::from_millis(4_999)), Action::Nothing);
    assert_eq!(code(desk.pass(Duration::from_millis(1))), close::NO_HELLO);
}

#[test]
fn what_is_no_hello_is_a_bad_frame_and_one_without_a_token_is_not_authenticated() {
    for bad in [
        "",
        "{",
        "7",
        "{}",
        r#"{"type":7}"#,
        r#"{"type":"hello","token":"t"}"#,
        r#"{"type":"hello","token":7,"device":{"id":"a"}}"#,
        r#"{"type":"hello","token":"t","device":{"id":""}}"#,
        r#"{"type":"hello","token":"t","device":{"id":"a"},"resume":{"epoch":"e"}}"#,
        r#"{"type":"ping","t":1}"#,
        r#"{"type":"command"}"#,
    ] {
        assert_eq!(code(Desk::new().say(bad)), close::BAD_FRAME, "{bad}");
    }
    for nobody in [
        r#"{"type":"hello","device":{"id":"a"}}"#,
        r#"{"type":"hello","token":null,"device":{"id":"a"}}"#,
    ] {
        let closed = code(Desk::new().say(nobody));
        assert_eq!(closed, close::NOT_AUTHENTICATED, "{nobody}");
    }
}

#[test]
fn an_open_stream_takes_commands_and_pings_and_nothing_else() {
    for bad in [
        HELLO,
        "[]",
        "nonsense",
        r#"{"type":"dance"}"#,
        r#"{"type":"ping","t":"1"}"#,
        r#"{"type":"ping","t":1.5}"#,
        r#"{"type":"command","body":{}}"#,
        r#"{"type":"command","id":"7","body":{}}"#,
    ] {
        let mut desk = Desk::open(Role::Display);
        assert_eq!(code(desk.say(bad)), close::BAD_FRAME, "{bad}");
    }
    let mut desk = Desk::open(Role::Display);
    let pong = ServerFrame::Pong {
        t: -7,
        server_time_ms: 5,
    };
    let said = desk.say(r#"{"type":"ping","t":-7}"#);
    assert_eq!(said, Action::Reply(Box::new(pong)));
    assert!(matches!(desk.rush(), Action::Submit(..)));
}

#[test]
fn a_body_that_is_no_command_is_refused_and_the_stream_goes_on() {
    let mut desk = Desk::open(Role::Display);
    for (body, field) in [
        (json!(null), None),
        (json!({"type": "dance"}), Some("/type")),
        (json!({"type": "rush", "on": true}), Some("/order")),
    ] {
        let (code, found) = refusal(desk.say(&command(body)));
        assert_eq!((code, found.as_deref()), (ErrorCode::InvalidBody, field));
    }
    assert!(matches!(desk.rush(), Action::Submit(..)));
}

#[test]
fn a_display_places_no_order_and_nobody_replaces_the_menu_on_the_stream() {
    let place = command(json!({"type": "place_order", "lines": [{"item": "fries"}]}));
    let (code, _) = refusal(Desk::open(Role::Display).say(&place));
    assert_eq!(code, ErrorCode::NotAllowed);
    let mut operator = Desk::open(Role::Operator);
    assert!(matches!(operator.say(&place), Action::Submit(..)));
    let menu: Value =
        serde_json::from_str(include_str!("../../../kitchen/menus/copper-pan.json")).unwrap();
    let replace = command(json!({"type": "replace_menu", "menu": menu}));
    let (code, _) = refusal(operator.say(&replace));
    assert_eq!(code, ErrorCode::NotAllowed);
}

#[test]
fn a_device_cooks_and_orders_and_changes_no_order() {
    let mut device = Desk::open(Role::Device);
    assert!(matches!(device.rush(), Action::Submit(..)));
    let place = command(json!({"type": "place_order", "lines": [{"item": "fries"}]}));
    assert!(matches!(device.say(&place), Action::Submit(..)));
    let sold_out = json!({"type": "set_availability", "item": "fries", "available": false});
    let sold_out = device.say(&command(sold_out));
    assert!(matches!(sold_out, Action::Submit(..)));
    for kind in ["amend_order", "cancel_order"] {
        let (code, _) = refusal(device.say(&command(json!({"type": kind, "order": ORDER}))));
        assert_eq!(code, ErrorCode::NotAllowed, "{kind}");
    }
}

#[test]
fn unanswered_commands_hold_the_client_back_and_are_no_silence() {
    let mut desk = Desk::open(Role::Display);
    for _ in 0..IN_FLIGHT {
        assert!(desk.machine.listens());
        assert!(matches!(desk.rush(), Action::Submit(..)));
    }
    assert!(!desk.machine.listens());
    // The disk hangs for a minute: the client cannot be heard, so it is not silent.
    for _ in 0..6 {
        assert_eq!(desk.pass(PING_EVERY), Action::Ping);
    }
    desk.machine.answered(desk.now);
    assert!(desk.machine.listens());
    assert_eq!(desk.pass(PING_EVERY), Action::Ping);
    let silent = SILENT_FOR.checked_sub(PING_EVERY).unwrap();
    assert_eq!(code(desk.pass(silent)), close::TOO_MANY);
}

#[test]
fn a_silent_client_is_pinged_twice_and_closed() {
    let mut desk = Desk::open(Role::Display);
    let mut pings = 0;
    loop {
        let next = desk.machine.poll_timeout();
        assert!(
            next > desk.now,
            "a deadline that has passed is not acted on"
        );
        let wait = next - desk.now;
        match desk.pass(wait) {
            Action::Ping => pings += 1,
            action => break assert_eq!(code(action), close::TOO_MANY),
        }
    }
    assert_eq!(pings, 2);
    // A pong is a sign.
    let mut desk = Desk::open(Role::Display);
    for _ in 0..100 {
        assert_eq!(desk.pass(PING_EVERY), Action::Ping);
        assert_eq!(desk.machine.sign(desk.now), Action::Nothing);
    }
}

#[test]
fn a_flood_is_closed_and_an_outbox_is_not() {
    let mut desk = Desk::open(Role::Display);
    let ping = r#"{"type":"ping","t":1}"#;
    // The hello counts, too.
    for _ in 1..2_000 {
        assert!(matches!(desk.say(ping), Action::Reply(_)));
    }
    assert_eq!(code(desk.say(ping)), close::TOO_MANY);
    let mut desk = Desk::open(Role::Display);
    for _ in 0..10_000 {
        desk.now += Duration::from_millis(10);
        assert!(matches!(desk.say(ping), Action::Reply(_)));
    }
    // Pings of the WebSocket itself are no way around it.
    let mut desk = Desk::open(Role::Display);
    let flood = (0..4_000).find_map(|_| match desk.machine.sign(desk.now) {
        Action::Nothing => None,
        action => Some(code(action)),
    });
    assert_eq!(flood, Some(close::TOO_MANY));
}
