//! Tokens made and revoked while the server runs, and guesses at them.

use super::*;
use store::{NewToken, OpenOptions};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

struct Made {
    _folder: tempfile::TempDir,
    scope: Scope,
    tokens: Box<dyn Tokens>,
    auth: Auth,
}

fn made() -> Made {
    let folder = tempfile::tempdir().unwrap();
    let location = store::Location::Sqlite(folder.path().join("heard.db"));
    let store = store::open(&location, OpenOptions::default()).unwrap();
    let scope = Scope::root("auth");
    let auth = Auth::start(&scope, store.as_ref()).unwrap();
    Made {
        tokens: store.tokens().unwrap(),
        _folder: folder,
        scope,
        auth,
    }
}

fn create(tokens: &mut dyn Tokens, role: &str, secret: &str) -> TokenId {
    let token = NewToken {
        role: role.into(),
        name: String::new(),
        restaurant: RestaurantId::new("main").unwrap(),
        hash: hash(secret),
        created_at_ms: 0,
    };
    tokens.create(&token).unwrap()
}

#[tokio::test]
async fn a_token_made_while_it_runs_is_known_and_revoking_ends_it() {
    let mut made = made();
    let refused = made.auth.authenticate("secret", HERE).await.unwrap_err();
    assert_eq!(refused, AuthError::Unknown);
    let id = create(made.tokens.as_mut(), "display", "secret");
    let identity = made.auth.authenticate("secret", HERE).await.unwrap();
    assert_eq!((identity.token, identity.role), (id, Role::Display));
    assert_eq!(&*identity.by, format!("token-{id}"));
    // Another one made later does not end the first.
    create(made.tokens.as_mut(), "pos", "other");
    assert!(made.tokens.revoke(id).unwrap());
    identity.revoked.cancelled().await;
    let refused = made.auth.authenticate("secret", HERE).await.unwrap_err();
    assert_eq!(refused, AuthError::Unknown);
    let other = made.auth.authenticate("other", HERE).await.unwrap();
    assert!(!other.revoked.is_cancelled());
    assert!(made.scope.close(Duration::from_secs(5)).await.is_clean());
}

#[tokio::test]
async fn who_guesses_too_much_is_not_listened_to_and_nobody_else_suffers() {
    let mut made = made();
    let mut refused = AuthError::Unknown;
    for guess in 0..=WRONG.burst * 2 {
        let error = made.auth.authenticate(&guess.to_string(), HERE).await;
        refused = error.unwrap_err();
        if refused != AuthError::Unknown {
            break;
        }
    }
    assert!(matches!(refused, AuthError::TooMany(_)), "{refused:?}");
    create(made.tokens.as_mut(), "pos", "right");
    let elsewhere = "192.0.2.1".parse().unwrap();
    made.auth.authenticate("right", elsewhere).await.unwrap();
    // A token that is known is not looked up, so it is good from anywhere.
    made.auth.authenticate("right", HERE).await.unwrap();
    assert!(made.scope.close(Duration::from_secs(5)).await.is_clean());
}

#[tokio::test]
async fn a_role_of_a_later_version_opens_nothing() {
    let mut made = made();
    create(made.tokens.as_mut(), "chef", "secret");
    let refused = made.auth.authenticate("secret", HERE).await.unwrap_err();
    assert_eq!(refused, AuthError::Unknown);
    for role in Role::ALL {
        assert_eq!(Role::parse(role.as_str()), Some(*role));
    }
}

#[tokio::test]
async fn without_a_scope_nobody_new_is_let_in() {
    let mut made = made();
    create(made.tokens.as_mut(), "pos", "known");
    create(made.tokens.as_mut(), "pos", "new");
    made.auth.authenticate("known", HERE).await.unwrap();
    assert!(made.scope.close(Duration::from_secs(5)).await.is_clean());
    made.auth.authenticate("known", HERE).await.unwrap();
    let refused = made.auth.authenticate("new", HERE).await.unwrap_err();
    assert_eq!(refused, AuthError::Unavailable);
}
