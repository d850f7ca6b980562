//! What the app is started with: arguments and the environment.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use wire::view::Place;

/// Where the bundled server listens if nobody says. PROTOCOL, section 1.
const LISTEN: &str = "127.0.0.1:7420";
/// The label of the window that opens when none is named.
pub const MAIN: &str = "main";
/// The longest label of a window, in characters: a station's name, at most.
const LABEL_CHARS: usize = 80;

/// What the app is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `HEARD_CONFIG_DIR`: where settings are.
    pub config_dir: Option<PathBuf>,
    /// `HEARD_DATA_DIR`: where data are, the bundled server's too.
    pub data_dir: Option<PathBuf>,
    /// `HEARD_SERVER_BIN`: the server's program; the one beside the app if not said.
    pub server_program: PathBuf,
    /// `HEARD_LISTEN`: where the bundled server listens.
    pub listen: SocketAddr,
    /// `HEARD_DEMO=1`: a kitchen without a menu gets the demo's.
    pub demo: bool,
    /// `HEARD_PAINT_FILE`: where to write how long the first picture with tickets took.
    pub paint_file: Option<PathBuf>,
    /// The window to open.
    pub window: Opening,
}

/// A window to open, or to bring to the front if it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its label: unique, and made of what Tauri allows.
    pub label: String,
    /// What to show; what it showed last if not said.
    pub place: Option<Place>,
}

/// What the app cannot be started with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// An argument that is not known.
    #[error("unknown argument \"{0}\": heard [--window STATION|expo|counter]")]
    Unknown(String),
    /// `--window` without a name.
    #[error("--window needs a station's id, \"expo\" or \"counter\"")]
    NoWindow,
    /// No address.
    #[error("HEARD_LISTEN: \"{0}\" is no address: write IP:PORT")]
    Listen(String),
    /// Where this program is cannot be found out.
    #[error("HEARD_SERVER_BIN is not set, and this program does not know where it is")]
    NoServer,
}

impl Options {
    /// Reads the arguments (without the program's name) and the environment.
    ///
    /// # Errors
    /// [`OptionsError`], which says what is wrong.
    pub fn read(
        arguments: impl IntoIterator<Item = String>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, OptionsError> {
        let path = |name| variable(name).map(PathBuf::from);
        let text = |name| variable(name).map(|value| value.to_string_lossy().into_owned());
        let listen = text("HEARD_LISTEN").unwrap_or_else(|| LISTEN.to_owned());
        let beside = || {
            let name = format!("heard-server{}", std::env::consts::EXE_SUFFIX);
            Some(std::env::current_exe().ok()?.with_file_name(name))
        };
        let mut window = Opening::read(arguments)?;
        window.place = window
            .place
            .or_else(|| text("HEARD_PLACE").map(|name| place(&name)));
        Ok(Self {
            config_dir: path("HEARD_CONFIG_DIR"),
            data_dir: path("HEARD_DATA_DIR"),
            server_program: path("HEARD_SERVER_BIN")
                .or_else(beside)
                .ok_or(OptionsError::NoServer)?,
            listen: listen
                .parse()
                .map_err(|_| OptionsError::Listen(listen.clone()))?,
            demo: text("HEARD_DEMO").is_some_and(|value| value == "1"),
            paint_file: path("HEARD_PAINT_FILE"),
            window,
        })
    }
}

impl Opening {
    /// Reads the arguments of this start, or of a second one (without the program's name).
    ///
    /// # Errors
    /// [`OptionsError`], which says what is wrong.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, OptionsError> {
        let mut opening = Self {
            label: MAIN.to_owned(),
            place: None,
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let name = match argument.split_once('=') {
                Some(("--window", name)) => Some(name.to_owned()),
                _ if argument == "--window" => arguments.next(),
                _ => return Err(OptionsError::Unknown(argument)),
            };
            let name = name.filter(|name| !name.is_empty());
            let name = name.ok_or(OptionsError::NoWindow)?;
            opening = Self {
                label: label(&name),
                place: Some(place(&name)),
            };
        }
        Ok(opening)
    }
}

fn place(name: &str) -> Place {
    match name {
        "expo" => Place::Expo,
        "counter" => Place::Counter {
            // The one that every device has.
            counter: "1".to_owned(),
        },
        station => Place::Board {
            station: station.to_owned(),
        },
    }
}

/// Tauri's labels are of fewer characters than a station's id.
fn label(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = name.chars().take(LABEL_CHARS).map(plain).collect();
    format!("at-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Options, OptionsError> {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned());
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        Options::read(arguments, variable)
    }

    #[test]
    fn nothing_said_is_the_main_window_on_the_usual_port() {
        let options = read(&[], &[]).unwrap();
        assert_eq!(options.listen.to_string(), "127.0.0.1:7420");
        assert_eq!(options.window.label, MAIN);
        assert_eq!(options.window.place, None);
        assert!(!options.demo);
        assert!(options.server_program.ends_with("heard-server"));
    }

    #[test]
    fn a_window_is_named_by_its_place() {
        let fry = read(&["--window", "fry"], &[("HEARD_PLACE", "grill")]).unwrap();
        assert_eq!(fry.window.place, Some(place("fry")));
        assert_eq!(fry.window.label, "at-fry");
        let expo = read(&["--window=expo"], &[]).unwrap();
        assert_eq!(expo.window.place, Some(Place::Expo));
        let counter = read(&["--window", "counter"], &[]).unwrap();
        let first = "1".to_owned();
        assert_eq!(
            counter.window.place,
            Some(Place::Counter { counter: first })
        );
        assert_eq!(counter.window.label, "at-counter");
        let grill = read(&[], &[("HEARD_PLACE", "grill")]).unwrap();
        assert_eq!(grill.window.place, Some(place("grill")));
        assert_eq!(grill.window.label, MAIN);
        let odd = read(&["--window", "pizza ö/oven"], &[]).unwrap();
        assert_eq!(odd.window.label, "at-pizza---oven");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let unknown = OptionsError::Unknown("--wndow".to_owned());
        assert_eq!(read(&["--wndow", "fry"], &[]), Err(unknown));
        assert_eq!(read(&["--window"], &[]), Err(OptionsError::NoWindow));
        let listen = OptionsError::Listen("7420".to_owned());
        assert_eq!(read(&[], &[("HEARD_LISTEN", "7420")]), Err(listen));
    }
}
