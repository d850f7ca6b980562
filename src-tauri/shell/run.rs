//! The app's life: one runtime, one scope, one device, its windows, and an ordered end.

use crate::options::{Opening, Options};
use crate::paint::FirstPaint;
use crate::reports::Reports;
use crate::windows::{self, Windows};
use crate::{commands, renderer, signals, webview};
use anyhow::Context;
use journal::{Form, Place};
use scope::time::Instant;
use scope::{CancellationToken, Scope};
use station::device::{Device, DeviceConfig};
use station::diagnostics::Around;
use station::folders::Folders;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

/// How long an ordered end may take, as the server's (PROTOCOL, section 1).
const END_WITHIN: Duration = Duration::from_secs(10);
/// Threads of the runtime: one draws while the other listens. The window has its own.
const WORKERS: usize = 2;
/// The exit code for a wrong option, as the server's (PROTOCOL, section 1).
const EXIT_OPTION: u8 = 2;

/// Runs the app to its end.
pub fn main() -> ExitCode {
    renderer::choose();
    let options = Options::read(std::env::args().skip(1), |name| std::env::var_os(name));
    let options = match options {
        Ok(options) => options,
        Err(error) => {
            eprintln!("heard: {error}");
            return ExitCode::from(EXIT_OPTION);
        }
    };
    let paint = FirstPaint::new(options.paint_file.clone());
    match scope::run(Some(WORKERS), run(options, paint)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("heard: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options, paint: FirstPaint) -> anyhow::Result<()> {
    // Before anything of Tauri could make a runtime of its own.
    tauri::async_runtime::set(tokio::runtime::Handle::current());
    let folders = Folders::find(options.config_dir.clone(), options.data_dir.clone())?;
    let place = Place {
        folder: folders.logs(),
        name: "heard",
    };
    // Held to the end: what is logged last is written before the process is gone.
    let _journal = journal::start(Form::Plain, Some(place));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Heard begins");
    let scope = Scope::root("heard");
    let heart = scope.child("device");
    // A second start ends in here, after it has told the first.
    let app = builder(&folders, paint)
        .build(context())
        .context("the window system does not start")?;
    let config = DeviceConfig {
        folders,
        server_program: options.server_program,
        listen: options.listen,
        demo: options.demo,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let around = Around {
        app: scope.handle(),
        web_view_mib: webview::resident_mib,
    };
    // Held to the end: dropping it would end it out of order.
    let device = Device::start(&heart, config, around)?;
    app.manage(device.station.clone());
    app.manage(device.diagnostics.clone());
    let ending = CancellationToken::new();
    signals::start(&scope, app.handle().clone(), heart.token(), ending.clone());
    let fullscreen = device.settings.get().fullscreen;
    windows::open(app.handle(), &options.window, fullscreen).context("no window can be opened")?;
    // The window system wants the main thread, where it may also wait for futures of its own,
    // and gives it back when the last window has closed.
    let code = tokio::task::block_in_place(|| app.run_return(on_event));
    ending.cancel();
    let closed = heart.close(END_WITHIN).await;
    tracing::info!(code, %closed, "Heard ends");
    anyhow::ensure!(code == 0, "it ended by itself; the log says why");
    Ok(())
}

/// What the build knows of the app: its configuration, and the page's files.
#[allow(
    clippy::disallowed_methods,
    reason = "the macro unpacks the files in a thread with a larger stack, and joins it at once"
)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn builder(folders: &Folders, paint: FirstPaint) -> tauri::Builder<tauri::Wry> {
    let geometry = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    tauri::Builder::default()
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(bus_name(folders.data()))
                .callback(|app, arguments, _| second_start(app, arguments))
                .build(),
        )
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(geometry | StateFlags::FULLSCREEN)
                .with_filename(folders.windows().to_string_lossy())
                .build(),
        )
        .manage(Windows::default())
        .manage(paint)
        .manage(Reports::new(Instant::now()))
        .invoke_handler(tauri::generate_handler![
            commands::subscribe,
            commands::intent,
            commands::report,
            commands::painted,
            commands::toggle_fullscreen,
            commands::diagnostics,
            commands::save_bundle,
        ])
}

/// Two starts are of the same app if they are of the same kitchen: tests and demos with a data
/// folder of their own are apps of their own.
fn bus_name(data: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    format!("app.heard.display.k{:016x}", hasher.finish())
}

fn second_start(app: &AppHandle, arguments: Vec<String>) {
    let opened = match Opening::read(arguments.into_iter().skip(1)) {
        Ok(opening) => windows::open(app, &opening, false).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = opened {
        tracing::warn!(error, "a second start opens no window");
    }
}

fn on_event(app: &AppHandle, event: RunEvent) {
    if let RunEvent::WindowEvent {
        label,
        event: WindowEvent::Destroyed,
        ..
    } = event
    {
        app.state::<station::StationHandle>().leave(label);
    }
}
