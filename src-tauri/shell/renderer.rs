//! How WebKit is to draw: a choice that must stand in the environment before GTK starts.

/// WebKit's switch. Without it, drawing by shared GPU buffers leaves windows blank with some
/// drivers, and is slower and larger on a machine without a GPU.
const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Starts this program anew with the switch set, unless a person has set it to anything.
///
/// A process may change its own environment only while no other thread reads it, which nothing
/// can promise; the kernel can, for the program that takes this one's place.
#[cfg(target_os = "linux")]
pub fn choose() {
    use std::os::unix::process::CommandExt;

    if std::env::var_os(SWITCH).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut arguments = std::env::args_os();
    let mut anew = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        anew.arg0(name);
    }
    // Returns only if it failed; then WebKit draws as it likes.
    let error = anew.args(arguments).env(SWITCH, "1").exec();
    eprintln!("heard: cannot set {SWITCH}: {error}");
}

/// Only WebKitGTK needs it.
#[cfg(not(target_os = "linux"))]
pub fn choose() {}
