//! Counters and gauges, as Prometheus reads them.

use super::{process, text::Text, voice, watch};
use crate::{app::App, kitchens::Storage};

/// Everything, as Prometheus reads it (text format 0.0.4).
pub fn render(app: &App) -> String {
    let mut text = Text::default();
    app.metrics.requests(&mut text);
    app.metrics.commands(&mut text);
    kitchens(app, &mut text);
    voice::render(app, &mut text);
    watch::render(app, &mut text);
    process::render(&mut text);
    text.finish()
}

fn kitchens(app: &App, text: &mut Text) {
    let all = app.kitchens.all();
    let heads: Vec<_> = all.iter().map(|restaurant| restaurant.head()).collect();
    let sum =
        |each: fn(&kitchen::State) -> u64| heads.iter().map(|head| each(head)).sum::<u64>() as f64;
    let events = sum(|head| head.seq);
    let open = sum(|head| u64::try_from(head.open_orders()).unwrap_or(u64::MAX));
    let writable = *app.kitchens.storage().borrow() == Storage::Writable;
    let commits = app.kitchens.commits() as f64;
    let help = "Commits that reached the disk.";
    text.single("heard_commits_total", "counter", help, commits);
    let help = "Events on disk, of all restaurants.";
    text.single("heard_events_total", "counter", help, events);
    let help = "Orders that are not closed.";
    text.single("heard_open_orders", "gauge", help, open);
    let help = "Restaurants with a log.";
    text.single("heard_restaurants", "gauge", help, all.len() as f64);
    let help = "Displays that are connected.";
    text.single(
        "heard_streams",
        "gauge",
        help,
        app.streams.connected() as f64,
    );
    let help = "Commands that wait for the writer.";
    let waiting = app.kitchens.waiting() as f64;
    text.single("heard_commands_waiting", "gauge", help, waiting);
    let help = "1 while the last write reached the disk.";
    let writable = f64::from(u8::from(writable));
    text.single("heard_storage_writable", "gauge", help, writable);
}
