//! The system packages this project needs, by Debian's names, and why. The only list of them.

/// One package.
pub struct Package {
    /// Its name in Debian 12 and later.
    pub name: &'static str,
    /// What needs it.
    pub why: &'static str,
}

const fn package(name: &'static str, why: &'static str) -> Package {
    Package { name, why }
}

/// All of them. They draw in what they need themselves; nothing merely recommended is installed.
pub const PACKAGES: &[Package] = &[
    package(
        "build-essential",
        "C compiler and linker: SQLite and the crypto library are built from source",
    ),
    package("pkg-config", "finds the libraries below for Rust's builds"),
    package("libgtk-3-dev", "the desktop window"),
    package("libwebkit2gtk-4.1-dev", "the web view in it"),
    package("cmake", "builds the Opus codec"),
    package("libpocketsphinx-dev", "the recogniser that needs no cloud"),
    package(
        "pocketsphinx-en-us",
        "what it knows of English sounds and words",
    ),
    package(
        "espeak-ng",
        "speaks the server's replies, and the sentences of the tests",
    ),
    package("libasound2-dev", "the microphone and the loudspeaker"),
    package(
        "pulseaudio",
        "a sound card without a sound card: the tests of both",
    ),
    package(
        "pulseaudio-utils",
        "speaks into it, listens to it, and plugs it in and out",
    ),
    package("flite", "other voices for the tests"),
    package(
        "chromium",
        "a browser with a made-up microphone: the voice endpoint's tests",
    ),
    package(
        "python3-venv",
        "an environment of its own for the Python client of those tests",
    ),
    package("git", "`xtask check` asks which files are ours"),
    package(
        "postgresql",
        "the store's tests start a server of their own from it",
    ),
    package(
        "dbus",
        "a session bus: by it a second start of the app finds the first",
    ),
    package(
        "xvfb",
        "a screen without a screen: `demo --headless` and the window's tests",
    ),
    package(
        "imagemagick",
        "takes the picture of it and counts its pixels",
    ),
    package(
        "webkit2gtk-driver",
        "WebDriver: the window's tests tap and read through it",
    ),
];

/// The names alone.
pub fn names() -> impl Iterator<Item = &'static str> {
    PACKAGES.iter().map(|package| package.name)
}

/// Prints the list, a package to a line.
pub fn print() {
    for Package { name, why } in PACKAGES {
        println!("{name:<24} {why}");
    }
}
