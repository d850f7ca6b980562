//! Secrets expire, are bounded, and die with their token.

use super::*;
use crate::auth::Role;
use scope::CancellationToken;
use store::RestaurantId;

const MINUTE: Duration = Duration::from_secs(60);

fn grant(token: i64) -> Grant<()> {
    Grant {
        identity: Identity {
            token: token.to_string().parse().unwrap(),
            role: Role::Counter,
            restaurant: RestaurantId::new("main").unwrap(),
            by: "token-1".into(),
            revoked: CancellationToken::new(),
        },
        session: Arc::default(),
    }
}

#[test]
fn a_secret_is_good_several_times_until_it_expires() {
    let secrets = Secrets::<()>::none();
    let now = Instant::now();
    let secret = secrets.mint(grant(1), now, now + MINUTE).unwrap();
    assert!(secret.starts_with(PREFIX) && secret.len() == 3 + 2 * BYTES);
    let just_before = now + MINUTE - Duration::from_millis(1);
    for at in [now, just_before] {
        secrets.redeem(&secret, at).unwrap();
    }
    let gone = secrets.redeem(&secret, now + MINUTE).unwrap_err();
    assert_eq!(gone, SecretError::Unknown);
    let made_up = secrets.redeem("ek_made_up", now).unwrap_err();
    assert_eq!(made_up, SecretError::Unknown);
}

#[test]
fn a_secret_expires_while_the_machine_sleeps() {
    let secrets = Secrets::<()>::none();
    let now = Instant::now();
    let secret = secrets.mint(grant(1), now, now + MINUTE).unwrap();
    // An hour of it: the monotonic clock stands still, and the wall clock is where that hour ends.
    for known in secrets.known().values_mut() {
        known.expires_by_wall -= 60 * MINUTE;
    }
    let gone = secrets.redeem(&secret, now).unwrap_err();
    assert_eq!(gone, SecretError::Unknown);
}

#[test]
fn revoking_the_token_ends_its_secrets() {
    let secrets = Secrets::<()>::none();
    let now = Instant::now();
    let mine = grant(1);
    let secret = secrets.mint(mine.clone(), now, now + MINUTE).unwrap();
    let other = secrets.mint(grant(2), now, now + MINUTE).unwrap();
    mine.identity.revoked.cancel();
    let revoked = secrets.redeem(&secret, now).unwrap_err();
    assert_eq!(revoked, SecretError::Revoked);
    secrets.redeem(&other, now).unwrap();
}

#[test]
fn there_is_a_bound_and_what_expired_makes_room() {
    let secrets = Secrets::<()>::none();
    let now = Instant::now();
    for _ in 0..PER_TOKEN {
        secrets.mint(grant(1), now, now + MINUTE).unwrap();
    }
    let full = secrets.mint(grant(1), now, now + MINUTE).unwrap_err();
    assert_eq!(full, MintError::Full);
    let mut others = 0;
    while secrets
        .mint(grant(2 + others / PER_TOKEN as i64), now, now + MINUTE)
        .is_ok()
    {
        others += 1;
    }
    assert_eq!(secrets.known().len(), SECRETS);
    let later = now + MINUTE;
    secrets.mint(grant(1), later, later + MINUTE).unwrap();
    assert_eq!(secrets.known().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_expired_is_forgotten_by_itself() {
    let scope = scope::Scope::root("test");
    let secrets = Secrets::start(&scope.handle());
    let now = Instant::now();
    secrets.mint(grant(1), now, now + MINUTE).unwrap();
    scope::time::sleep(MINUTE / 2 + Duration::from_millis(1)).await;
    assert_eq!(secrets.known().len(), 1);
    scope::time::sleep(MINUTE).await;
    assert_eq!(secrets.known().len(), 0);
    assert!(scope.close(Duration::from_secs(1)).await.is_clean());
}
