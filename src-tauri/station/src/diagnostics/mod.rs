//! What a technician asks of the app when something is wrong: what lives in it, what grows, what
//! became of its connections; on the screen, and as one file to send.
//!
//! Nothing is made unless somebody asks: only the watch looks by itself, every ten seconds.

mod bundle;
mod moves;
mod plots;
mod scopes;
mod voice;

pub use bundle::SaveError;
pub(crate) use voice::VoiceSeen;

use crate::folders::Folders;
use crate::settings::SettingsFile;
use crate::station::StationHandle;
use link::{LinkHandle, Now, Picture, WallClock};
use scope::time::Instant;
use scope::watch::{Gauge, Settings as WatchSettings, Watching};
use scope::{Scope, ScopeClosed, ScopeHandle};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use wire::view::DiagnosticsView;

/// How far below the app the watch tells scopes apart: to the device's parts.
const SCOPES_DEPTH: usize = 2;

/// What only the program around a device knows.
#[derive(Debug, Clone)]
pub struct Around {
    /// Everything that lives in the app.
    pub app: ScopeHandle,
    /// What the windows' own processes hold, in MiB; `None` where the platform does not tell.
    pub web_view_mib: fn() -> Option<u64>,
}

/// What the diagnostics speak of.
pub(crate) struct Subjects {
    pub(crate) picture: watch::Receiver<Picture>,
    pub(crate) link: LinkHandle,
    pub(crate) station: StationHandle,
    pub(crate) voice: voice::Voice,
    pub(crate) settings: Arc<SettingsFile>,
    pub(crate) folders: Folders,
    pub(crate) version: String,
    pub(crate) clock: WallClock,
}

/// The way to what is known of the app itself. Cheap to clone.
#[derive(Clone)]
pub struct Diagnostics {
    around: Around,
    subjects: Arc<Subjects>,
    watching: Watching,
    began: Instant,
}

impl Diagnostics {
    /// Begins to watch from a task in `scope`.
    pub(crate) fn start(scope: &Scope, around: Around, subjects: Subjects) -> Self {
        let settings = WatchSettings {
            depth: SCOPES_DEPTH,
            ..WatchSettings::default()
        };
        let (station, link) = (subjects.station.clone(), subjects.link.clone());
        let web_view_mib = around.web_view_mib;
        let gauges = move || {
            let gauge = |name, value| Gauge { name, value };
            let mut gauges = vec![
                gauge("presses that wait", station.waiting() as u64),
                gauge("words to the link that wait", link.waiting() as u64),
            ];
            gauges.extend(web_view_mib().map(|mib| gauge(plots::WEB_VIEW_MIB, mib)));
            gauges
        };
        Self {
            watching: Watching::start(scope, around.app.clone(), settings, gauges),
            around,
            subjects: Arc::new(subjects),
            began: Instant::now(),
        }
    }

    /// All that the screen shows, now.
    ///
    /// # Errors
    /// When the app has ended.
    pub fn view(&self) -> Result<DiagnosticsView, ScopeClosed> {
        let Subjects {
            picture,
            voice,
            settings,
            version,
            clock,
            ..
        } = &*self.subjects;
        let now = Now {
            at: Instant::now().into_std(),
            wall_ms: clock(),
        };
        let census = self.around.app.census()?;
        let turnover = self.around.app.turnover()?;
        let (scopes, turnover) = scopes::rows(&census, &turnover, now.wall_ms);
        let (plots, warnings) = self.watching.look(|watch| {
            let plots = plots::plots(watch, |at| now.wall_of(at.into_std()));
            let warnings = watch.warnings().iter().map(ToString::to_string).collect();
            (plots, warnings)
        });
        let picture = picture.borrow().clone();
        Ok(DiagnosticsView {
            device: settings.get().device_name,
            restaurant: picture.restaurant.as_deref().map(str::to_owned),
            version: version.clone(),
            began_at_ms: now.wall_of(self.began.into_std()),
            scopes,
            turnover,
            plots,
            warnings,
            link: moves::link_log(&picture, now),
            voice: voice::voice_log(voice),
        })
    }

    /// The support bundle: all that is known, as JSON. Tokens, names, notes and what was said or typed
    /// are not in it. It reads the log, so it may wait for the disk.
    ///
    /// # Errors
    /// [`SaveError`], in words for whoever asked.
    pub fn bundle(&self) -> Result<Vec<u8>, SaveError> {
        Ok(bundle::text(&self.view()?, &self.subjects)?)
    }

    /// Saves the bundle as one file where its user finds it, and says where.
    ///
    /// # Errors
    /// [`SaveError`], in words for whoever asked.
    pub async fn save_bundle(&self) -> Result<PathBuf, SaveError> {
        let all = self.clone();
        let saving = move || bundle::save(&all.bundle()?, &all.subjects);
        let saved = self.around.app.spawn_blocking("save-bundle", saving)?;
        saved.await?
    }
}
