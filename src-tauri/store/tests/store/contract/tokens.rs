//! Tokens.

use super::Fresh;
use crate::made::*;
use store::Token;

pub fn a_token_is_found_by_its_hash_until_it_is_revoked(fresh: Fresh) {
    let store = fresh.open();
    let mut tokens = store.tokens().unwrap();
    assert_eq!(tokens.list().unwrap(), []);
    let till = tokens.create(&token("till", 1)).unwrap();
    let grill = tokens.create(&token("grill", 2)).unwrap();
    let stored = |id, name: &str| Token {
        id,
        role: "pos".to_owned(),
        name: name.to_owned(),
        restaurant: restaurant("main"),
        created_at_ms: 1_700_000_000_000,
    };
    assert_eq!(
        tokens.list().unwrap(),
        [stored(till, "till"), stored(grill, "grill")]
    );
    assert_eq!(
        tokens.by_hash(&[2; 32]).unwrap(),
        Some(stored(grill, "grill"))
    );
    assert_eq!(tokens.by_hash(&[3; 32]).unwrap(), None);

    assert!(tokens.revoke(grill).unwrap());
    assert!(!tokens.revoke(grill).unwrap());
    assert_eq!(tokens.by_hash(&[2; 32]).unwrap(), None);
    assert_eq!(tokens.list().unwrap(), [stored(till, "till")]);
    // The name of a revoked token is not given to another.
    assert_ne!(tokens.create(&token("grill", 3)).unwrap(), grill);
    assert_eq!(grill.to_string().parse(), Ok(grill));
}

pub fn a_change_of_tokens_is_noticed_by_others(fresh: Fresh) {
    let store = fresh.open();
    // Made while another has the writer, as `token create` does beside a running server.
    let _writer = store.writer().unwrap();
    let mut server = store.tokens().unwrap();
    let mut command = fresh.open().tokens().unwrap();
    let start = server.revision().unwrap();
    let id = command.create(&token("till", 1)).unwrap();
    let created = server.revision().unwrap();
    assert!(created > start);
    assert!(server.by_hash(&[1; 32]).unwrap().is_some());
    command.revoke(id).unwrap();
    let revoked = server.revision().unwrap();
    assert!(revoked > created);
    assert!(!command.revoke(id).unwrap());
    assert_eq!(server.revision().unwrap(), revoked);
}

pub fn the_same_hash_is_stored_once(fresh: Fresh) {
    let store = fresh.open();
    let mut tokens = store.tokens().unwrap();
    tokens.create(&token("till", 1)).unwrap();
    assert!(tokens.create(&token("copy", 1)).is_err());
    assert_eq!(tokens.list().unwrap().len(), 1);
    assert_eq!(tokens.revision().unwrap(), 1);
}
