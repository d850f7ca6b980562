//! The app says what lives in it, why its connection was lost, and saves both without names.

use serde_json::{Value, json};

use crate::app::{App, board};
use crate::page::{link, ticket};

/// The screen that is opened from the list of places.
const SCREEN: &str = "[data-screen='diagnostics']";

/// Who ordered, which is nobody's business but the kitchen's.
const GUEST: &str = "Quimby";

#[tokio::test(flavor = "multi_thread")]
async fn diagnostics_show_what_lives_why_the_link_was_lost_and_are_saved_without_names() {
    let app = App::open(board("grill")).await;
    let service = json!({"type": "takeout", "name": GUEST});
    let order = json!({"service": service, "lines": [{"item": "kids-pasta"}]});
    let order = app.server.place_order(order).await;
    let id = order["id"].as_str().unwrap();
    app.page.see(&ticket(id)).await;

    app.page.tap("[data-act='places']").await;
    app.page.tap("[data-act='diagnostics']").await;
    app.page.see(SCREEN).await;
    for scope in ["heard", "device", "station", "server", "link", "cache"] {
        app.page.see(&format!("[data-scope='{scope}']")).await;
    }
    app.page.see("[data-phase='live']").await;
    app.page.see("[data-move='live']").await;
    app.page
        .read("[data-voice]", "Voice is not set up here")
        .await;
    // The next sample finds the page's own process.
    app.page.read("[data-figure='memory']", "web view").await;

    app.server.kill_for_good();
    app.page.see("[data-move='waiting']").await;
    app.page
        .read("[data-move='waiting'] + .more", "by the ")
        .await;

    app.page.tap("[data-act='save-bundle']").await;
    let status = format!("{SCREEN} [role='status']");
    app.page.read(&status, "Saved: ").await;
    let said = app.page.see(&status).await;
    let said = said.text().await.unwrap();
    let text = std::fs::read_to_string(said.strip_prefix("Saved: ").unwrap()).unwrap();
    assert!(!text.contains(GUEST), "a guest is named");
    assert!(
        !text.contains(app.token().trim()),
        "the screen's token is in it"
    );
    helps(&serde_json::from_str(&text).unwrap());

    app.page.tap(&format!("{SCREEN} [data-act='close']")).await;
    app.page.see_gone(SCREEN).await;
    app.server.allow();
    app.page.see(&link("live")).await;
    app.close().await;
}

/// The file says what the screen said, and what the real log does.
fn helps(bundle: &Value) {
    let all = |at: &Value, key: &str| -> Vec<String> {
        let each = at.as_array().unwrap().iter();
        each.filter_map(|one| Some(one[key].as_str()?.to_owned()))
            .collect()
    };
    assert!(all(&bundle["app"]["scopes"], "name").contains(&"link".to_owned()));
    let moves = all(&bundle["app"]["link"]["moves"], "to");
    assert!(moves.contains(&"live".to_owned()) && moves.contains(&"waiting".to_owned()));
    let said = all(&bundle["log"]["lines"], "message");
    for message in ["Heard begins", "the link", "a window subscribed"] {
        assert!(said.iter().any(|one| one == message), "{said:?}");
    }
    assert_eq!(bundle["kitchen"]["orders"], 1);
}
