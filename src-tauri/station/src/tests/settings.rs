//! Settings: kept, bounded, and never in the way of a start.

use super::kitchen::board;
use crate::settings::{ServerChoice, Settings, SettingsError, SettingsFile};
use std::fs;
use wire::view::Place;

#[test]
fn what_was_made_up_is_the_same_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config/settings.json");
    let first = SettingsFile::open(path.clone()).unwrap().get();
    assert_eq!(first.server, ServerChoice::Bundled);
    assert_eq!(SettingsFile::open(path.clone()).unwrap().get(), first);

    fs::write(&path, r#"{"fullscreen": true, "later": 1}"#).unwrap();
    let some = SettingsFile::open(path.clone()).unwrap().get();
    assert!(some.fullscreen);
    assert_eq!(
        SettingsFile::open(path).unwrap().get().device_id,
        some.device_id
    );
}

#[test]
fn a_windows_place_is_remembered_and_their_number_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let file = SettingsFile::open(path.clone()).unwrap();
    for number in 0..20 {
        let window = format!("w{number:02}");
        file.remember(&window, &board(&window)).unwrap();
    }
    file.remember("w19", &Place::Expo).unwrap();
    let places = SettingsFile::open(path).unwrap().get().places;
    assert_eq!(places.len(), 16);
    assert_eq!(places["w19"], Place::Expo);
    assert_eq!(places["w18"], board("w18"));
}

#[test]
fn a_file_that_cannot_be_understood_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    for wrong in ["{", r#"{"server": "moon"}"#, &" ".repeat(300_000)] {
        fs::write(&path, wrong).unwrap();
        let settings = SettingsFile::open(path.clone()).unwrap().get();
        assert_eq!(settings.server, ServerChoice::Bundled);
        let aside = fs::read_to_string(path.with_extension("unreadable")).unwrap();
        assert_eq!(aside, wrong);
    }
}

#[test]
fn values_outside_their_bounds_are_refused_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = SettingsFile::open(folder.path().join("settings.json")).unwrap();
    let before = file.get();
    let long = "x".repeat(301);
    let refused = |change: &dyn Fn(&mut Settings)| match file.change(change) {
        Err(SettingsError::TooLong(what)) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&|s| s.device_name = long.clone()), "device_name");
    let elsewhere = |address: &str, token: &str| ServerChoice::Address {
        address: address.to_owned(),
        token: token.to_owned(),
    };
    assert_eq!(
        refused(&|s| s.server = elsewhere(&long, "")),
        "server.address"
    );
    assert_eq!(
        refused(&|s| s.server = elsewhere("", &long)),
        "server.token"
    );
    assert_eq!(file.get(), before);
}

#[test]
fn a_token_is_for_its_owners_eyes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let file = SettingsFile::open(path.clone()).unwrap();
    let choice = ServerChoice::Address {
        address: "kitchen.local:7420".to_owned(),
        token: "secret-token".to_owned(),
    };
    file.change(|settings| settings.server = choice).unwrap();
    assert!(!format!("{:?}", file.get()).contains("secret-token"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
