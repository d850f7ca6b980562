//! What a page can ask of the core. Every command is a line or two: the station decides.

use crate::paint::FirstPaint;
use crate::reports::Reports;
use crate::windows::Windows;
use station::diagnostics::Diagnostics;
use station::{Gone, StationHandle};
use tauri::{State, WebviewWindow, ipc::Channel};
use wire::view::{DiagnosticsView, Intent, Place, ToPage};

/// Shows `place` in the window from now on; `None` is whatever it showed last.
#[tauri::command]
pub async fn subscribe(
    window: WebviewWindow,
    station: State<'_, StationHandle>,
    windows: State<'_, Windows>,
    place: Option<Place>,
    channel: Channel<ToPage>,
) -> Result<(), String> {
    let label = window.label();
    let place = place.or_else(|| windows.take_place(label));
    let sink = Box::new(move |message| channel.send(message).map_err(|_| Gone));
    let subscribed = station.subscribe(label, place, sink).await;
    subscribed.map_err(|error| error.to_string())
}

/// Takes a press. What comes of it is shown by the subscription.
#[tauri::command]
pub async fn intent(
    window: WebviewWindow,
    station: State<'_, StationHandle>,
    intent: Intent,
) -> Result<(), String> {
    let done = station.intent(window.label(), intent).await;
    done.map_err(|error| error.to_string())
}

/// Writes what went wrong in a page into the log.
#[tauri::command]
pub fn report(window: WebviewWindow, reports: State<'_, Reports>, level: &str, message: &str) {
    reports.log(window.label(), level, message);
}

/// A page's first picture stands on the screen.
#[tauri::command]
pub fn painted(paint: State<'_, FirstPaint>, tickets: u32) {
    paint.painted(tickets);
}

/// To full screen, or back.
#[tauri::command]
pub fn toggle_fullscreen(window: WebviewWindow) -> Result<(), String> {
    let toggle = || window.set_fullscreen(!window.is_fullscreen()?);
    toggle().map_err(|error| error.to_string())
}

/// What is known of the app itself, now.
#[tauri::command]
pub async fn diagnostics(all: State<'_, Diagnostics>) -> Result<DiagnosticsView, String> {
    all.view().map_err(|error| error.to_string())
}

/// Saves all that is known of the app as one file, and says where.
#[tauri::command]
pub async fn save_bundle(all: State<'_, Diagnostics>) -> Result<String, String> {
    let saved = all.save_bundle().await;
    saved
        .map(|path| path.display().to_string())
        .map_err(|error| error.to_string())
}
