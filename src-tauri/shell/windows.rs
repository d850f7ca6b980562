//! The app's windows: opened in code, brought to the front when they are asked for again.

use crate::options::Opening;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use tauri::window::Color;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};
use wire::view::Place;

/// The board's ground at night (design brief, section 2), so that no window begins white.
const GROUND: Color = Color(0x0a, 0x0c, 0x0b, 0xff);
/// The size of a first start; the next ones open as the last was left.
const SIZE: (f64, f64) = (1280.0, 800.0);
/// The smallest size the design is drawn for.
const SMALLEST: (f64, f64) = (800.0, 600.0);

/// What windows were asked to show that have not subscribed yet.
#[derive(Debug, Default)]
pub struct Windows {
    asked: Mutex<BTreeMap<String, Place>>,
}

impl Windows {
    /// What a window was opened for, the first time it asks.
    pub fn take_place(&self, label: &str) -> Option<Place> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.remove(label)
    }

    fn ask(&self, opening: &Opening) {
        if let Some(place) = &opening.place {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.insert(opening.label.clone(), place.clone());
        }
    }
}

/// Opens a window, or brings it to the front if it is open.
///
/// # Errors
/// What the window system says.
pub fn open(app: &AppHandle, opening: &Opening, fullscreen: bool) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(&opening.label) {
        window.unminimize()?;
        window.show()?;
        return window.set_focus();
    }
    app.state::<Windows>().ask(opening);
    let url = WebviewUrl::App("index.html".into());
    WebviewWindowBuilder::new(app, &opening.label, url)
        .title("Heard")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .background_color(GROUND)
        .fullscreen(fullscreen)
        .build()?;
    Ok(())
}
