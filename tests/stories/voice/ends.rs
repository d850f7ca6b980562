//! However a session ends, nothing is left of it.

use super::guest::{Caller, Guest};
use crate::house::House;
use peer::{Peer, Settings};
use scope::Scope;
use serde_json::json;
use sim::{
    PATIENCE,
    http::Client,
    server::Setup,
    voice::{Call, Talk},
};
use std::time::Duration;

/// What the server holds, by its own account.
#[derive(Debug, Clone, Copy)]
struct Held {
    sessions: u64,
    tasks: u64,
    descriptors: u64,
    memory: u64,
}

async fn held(house: &House) -> Held {
    let mut client = Client::new(house.server.address(), "");
    let answer = client.get("/metrics").await.unwrap();
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    let of = |name: &str| {
        let mut lines = text.lines();
        let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse::<f64>().ok()).unwrap() as u64
    };
    Held {
        sessions: of("heard_voice_sessions"),
        tasks: of("heard_tasks"),
        descriptors: of("process_open_fds"),
        memory: of("process_resident_memory_bytes"),
    }
}

/// Waits until nobody speaks and the server is what it was.
async fn settled(house: &House, before: Held) -> Held {
    let settling = async {
        loop {
            let now = held(house).await;
            let same = now.tasks <= before.tasks && now.descriptors <= before.descriptors;
            if now.sessions == 0 && same {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    // Offers that nobody takes up are given up after 15 s.
    match tokio::time::timeout(2 * PATIENCE, settling).await {
        Ok(now) => now,
        Err(_) => panic!("before {before:?}, now {:?}", held(house).await),
    }
}

/// Ways to end that need one session each.
const WAYS: usize = 12;

/// Opens a session and ends it in the way of that number.
async fn end(house: &House, token: &str, way: usize) {
    let call = Call::new(house.server.address(), token);
    if way < 8 {
        let mut talk = Talk::open(&call).await.unwrap();
        talk.until("session.created").await.unwrap();
        by_socket(talk, way).await;
        return;
    }
    match way {
        // An offer that nobody takes up.
        8 => {
            let scope = Scope::root("nobody");
            let offered = Peer::offer(&scope.handle(), &Settings::default())
                .await
                .unwrap();
            let mut client = Client::new(house.server.address(), token);
            let sdp = offered.sdp().to_owned();
            let answer = client.post_as("/v1/realtime/calls", "application/sdp", sdp);
            assert_eq!(answer.await.unwrap().status, 201);
        }
        // Hung up by HTTP.
        9 => {
            Caller::with(house, token.to_owned())
                .await
                .hang_up(house)
                .await
        }
        // The caller says goodbye.
        10 => Caller::with(house, token.to_owned()).await.leave().await,
        // In the middle of an answer.
        _ => {
            let mut caller = Caller::with(house, token.to_owned()).await;
            caller.until("session.created").await;
            caller.type_in("a brownie").await;
            caller.until("response.created").await;
            caller.leave().await;
        }
    }
}

async fn by_socket(mut talk: Talk, way: usize) {
    let append =
        |bytes: usize| json!({"type": "input_audio_buffer.append", "audio": "A".repeat(bytes)});
    match way {
        0 => talk.close().await.unwrap(),
        1 => talk.reset().unwrap(),
        // Gone without a word, in the middle of an answer.
        2 => talk.type_in("two brownies").await.unwrap(),
        3 => {
            talk.turn("two brownies").await.unwrap();
            talk.close().await.unwrap();
        }
        // In the middle of sound.
        4 => talk.say(&append(96_000)).await.unwrap(),
        // A frame that is larger than any may be.
        5 => {
            let _ = talk.say(&append(16 << 20)).await;
            let code = talk.closed().await.unwrap();
            assert!(matches!(code, 1009 | 1006), "{code}");
        }
        // Bytes that are no WebSocket.
        6 => {
            talk.raw(&[0xff; 64]).await.unwrap();
            let code = talk.closed().await.unwrap();
            assert!(matches!(code, 1002 | 1006), "{code}");
        }
        // More than anybody says.
        _ => {
            for _ in 0..1_000 {
                if talk.text("{}".to_owned()).await.is_err() {
                    break;
                }
            }
            talk.closed().await.unwrap();
        }
    }
}

async fn nothing_is_left_of(sessions: usize) {
    let setup = Setup {
        args: ["--voice-sessions", "1000"].map(str::to_owned).to_vec(),
        ..Setup::default()
    };
    let house = House::open_with(setup).await;
    let token = house.server.token("counter").await.unwrap();
    // Once each, so that what is made only once is there.
    for way in 0..WAYS {
        end(&house, &token, way).await;
    }
    let idle = Held {
        sessions: 0,
        tasks: u64::MAX,
        descriptors: u64::MAX,
        memory: 0,
    };
    let before = settled(&house, idle).await;
    for number in 0..sessions {
        end(&house, &token, number % WAYS).await;
    }
    let after = settled(&house, before).await;
    let grown = after.memory.saturating_sub(before.memory) / 1024;
    println!("{sessions} sessions: {before:?}, then {after:?}: {grown} KiB more");
    assert!(grown < 24 * 1024, "{grown} KiB more");
    // And everybody who was turned away would be let in again.
    Guest::with(&house, token).await.turn("a brownie").await;
}

#[tokio::test]
async fn nothing_is_left_of_two_hundred_sessions() {
    nothing_is_left_of(204).await;
}

#[tokio::test]
#[ignore = "takes minutes; `cargo xtask bench voice` runs it"]
async fn nothing_is_left_of_two_thousand_sessions() {
    nothing_is_left_of(2_004).await;
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye_to_everyone() {
    let setup = Setup {
        args: ["--voice-sessions", "100"].map(str::to_owned).to_vec(),
        ..Setup::default()
    };
    let mut house = House::open_with(setup).await;
    let mut guests = Vec::new();
    for _ in 0..10 {
        guests.push(Guest::sit_down(&house).await);
    }
    let mut callers = Vec::new();
    for _ in 0..10 {
        callers.push(Caller::ring(&house).await);
    }
    // Some of them in the middle of something.
    for guest in guests.iter_mut().take(5) {
        guest.talk.type_in("a brownie").await.unwrap();
    }
    let began = std::time::Instant::now();
    let ended = house.server.terminate().await.unwrap();
    assert!(ended.success(), "{ended}\n{}", house.server.log_tail());
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    for mut guest in guests {
        assert_eq!(guest.talk.closed().await.unwrap(), 1001);
    }
    for caller in callers {
        caller.ended().await;
    }
}

#[tokio::test]
async fn revoking_a_token_ends_its_sessions_within_a_second() {
    let house = House::open().await;
    let mut stays = Guest::sit_down(&house).await;
    let token = house.server.token("counter").await.unwrap();
    let mut client = Client::new(house.server.address(), token.clone());
    let answer = client.post("/v1/realtime/client_secrets", None, "{}").await;
    let secret = answer.unwrap().json()["value"].as_str().unwrap().to_owned();
    let mut by_token = Guest::with(&house, token).await;
    let mut by_secret = Guest::with(&house, secret.clone()).await;
    let caller = Caller::with(&house, secret.clone()).await;
    let list = house.server.command(["token", "list"]).await.unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let newest = list
        .lines()
        .filter(|line| line.contains("counter"))
        .next_back();
    let id = newest
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned();
    let revoked = house
        .server
        .command(["token", "revoke", &id])
        .await
        .unwrap();
    assert!(revoked.status.success(), "{revoked:?}");
    let began = std::time::Instant::now();
    assert_eq!(by_token.talk.closed().await.unwrap(), 3000);
    assert_eq!(by_secret.talk.closed().await.unwrap(), 3000);
    caller.ended().await;
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
    // The secret is no good any more either.
    let mut talk = Talk::open(&Call::new(house.server.address(), &secret))
        .await
        .unwrap();
    assert_eq!(
        talk.hear().await.unwrap()["error"]["code"],
        "invalid_api_key"
    );
    stays.turn("a brownie").await;
}
