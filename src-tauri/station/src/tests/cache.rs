//! What is kept of a kitchen, and when it is of use.

use super::kitchen::Kitchen;
use super::nowhere::{Nowhere, config};
use crate::cache;
use link::{Link, Picture, Replica, system_clock};
use scope::Scope;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tokio::sync::watch;

fn replica() -> Replica {
    let mut kitchen = Kitchen::open();
    kitchen.place(json!([{"item": "kids-pasta"}]));
    Replica {
        epoch: "epoch".into(),
        state: kitchen.state,
    }
}

fn picture_of(scope: &Scope, folder: &Path, replica: Replica) -> watch::Receiver<Picture> {
    let config = config(folder, Some(replica), system_clock());
    Link::start(scope, config, Nowhere).unwrap().1
}

#[tokio::test]
async fn what_is_known_is_kept_when_the_app_ends_and_only_for_its_own_server() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("screen/replica.json");
    assert_eq!(cache::load(&path, "bundled"), None);

    let scope = Scope::root("story");
    let link = scope.child("link");
    let picture = picture_of(&link, folder.path(), replica());
    cache::start(&scope, path.clone(), "bundled".to_owned(), picture);
    let closed = scope.close(Duration::from_secs(10)).await;
    assert!(closed.is_clean(), "{closed}");
    assert_eq!(cache::load(&path, "bundled"), Some(replica()));
    assert_eq!(cache::load(&path, "10.0.0.5:7420"), None, "another kitchen");
}

#[test]
fn what_cannot_be_understood_is_as_good_as_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.json");
    let other = json!({"schema": "heard.replica/2", "server": "bundled", "epoch": "e",
        "state": replica().state});
    for wrong in ["", "{}", "no json", &other.to_string()] {
        fs::write(&path, wrong).unwrap();
        assert_eq!(cache::load(&path, "bundled"), None, "{wrong}");
    }
}
