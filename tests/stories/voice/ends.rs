//! However a session ends, nothing is left of it.

use super::guest::{self, Guest};
use crate::house::House;
use sim::{
    http::Client,
    server::Setup,
    voice::{
        Call, Held, Talk,
        caller::Caller,
        ways::{self, Way},
    },
};
use std::time::Duration;

/// Sessions that are ended here; `cargo xtask bench voice` does it with ten times as many.
const SESSIONS: usize = 204;

/// Grown memory that is not yet a leak, in KiB: what the allocator keeps, and a kernel that counts in pages.
const GROWN_KIB: u64 = 24 * 1_024;

/// How soon a revoked token's sessions are over: the server looks twice a second, and the rest is for a machine that is busy with
/// other tests. Far less than anything else that ends a session, which takes eight seconds or more.
const AT_ONCE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn nothing_is_left_of_two_hundred_sessions() {
    let setup = Setup {
        args: ["--voice-sessions", "100"].map(str::to_owned).to_vec(),
        ..Setup::default()
    };
    let house = House::open_with(setup).await;
    let token = house.server.token("counter").await.unwrap();
    // Once each, so that what is made only once is there.
    for way in Way::ALL {
        way.take(&house.server, &token).await.unwrap();
    }
    let before = Held::after_all(&house.server).await.unwrap();
    assert!(ways::crowd(&house.server, &token).await.unwrap() > 50);
    // They are reset; who comes next finds room once the server has noticed.
    before.again(&house.server).await.unwrap();
    let unread = ways::unread(&house.server, &token).await.unwrap();
    for way in Way::ALL.into_iter().cycle().take(SESSIONS) {
        let ended = way.take(&house.server, &token).await;
        ended.unwrap_or_else(|error| panic!("{way:?}: {error:#}"));
    }
    let after = before.again(&house.server).await.unwrap();
    drop(unread);
    let grown = after.memory.saturating_sub(before.memory) / 1_024;
    println!("{before:?}, then {after:?}: {grown} KiB more");
    assert!(grown < GROWN_KIB, "{grown} KiB more");
    // And everybody who was turned away would be let in again.
    Guest::with(&house, token).await.turn("a brownie").await;
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
        callers.push(guest::ring(&house).await);
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
        caller.ended().await.unwrap();
    }
}

#[tokio::test]
async fn revoking_a_token_ends_its_sessions_at_once() {
    let house = House::open().await;
    let mut stays = Guest::sit_down(&house).await;
    let token = house.server.token("counter").await.unwrap();
    let mut client = Client::new(house.server.address(), token.clone());
    let answer = client.post("/v1/realtime/client_secrets", None, "{}").await;
    let secret = answer.unwrap().json()["value"].as_str().unwrap().to_owned();
    let mut by_token = Guest::with(&house, token).await;
    let mut by_secret = Guest::with(&house, secret.clone()).await;
    let caller = Caller::ring(house.server.address(), &secret).await;
    let caller = caller.unwrap();
    let list = house.server.command(["token", "list"]).await.unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let newest = list.lines().rfind(|line| line.contains("counter"));
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
    caller.ended().await.unwrap();
    assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
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
