//! Finds PocketSphinx: the system's by pkg-config, or one built from source in `POCKETSPHINX_DIR`.
//!
//! Tells the crate three things: whether there is one (`cfg(sphinx)`), whether it speaks the interface of 5.x
//! (`cfg(sphinx_five)`), and where its models are (`POCKETSPHINX_MODELDIR`). Without one the crate builds all the same.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(sphinx)");
    println!("cargo::rustc-check-cfg=cfg(sphinx_five)");
    println!("cargo::rerun-if-env-changed=POCKETSPHINX_DIR");
    println!("cargo::rerun-if-changed=build.rs");
    match std::env::var_os("POCKETSPHINX_DIR") {
        Some(dir) => own(&PathBuf::from(dir)),
        None => system(),
    }
}

/// A static library that `docs/voice-recogniser.md` tells how to make: always of 5.x.
fn own(dir: &Path) {
    println!("cargo::rerun-if-changed={}", dir.display());
    println!(
        "cargo::rustc-link-search=native={}",
        dir.join("lib").display()
    );
    println!("cargo::rustc-link-lib=static=pocketsphinx");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "unix") {
        println!("cargo::rustc-link-lib=m");
    }
    found(true, Some(&dir.join("model").display().to_string()));
}

/// The system's library. Debian's calls itself 5prealpha and has the interface of 0.8.
fn system() {
    match pkg_config::Config::new().probe("pocketsphinx") {
        Ok(library) => {
            let five = library
                .version
                .split_once('.')
                .is_some_and(|(major, _)| major == "5");
            let models = pkg_config::get_variable("pocketsphinx", "modeldir").ok();
            found(five, models.as_deref());
        }
        Err(_) => println!(
            "cargo::warning=no PocketSphinx: offline speech recognition is left out (docs/voice-recogniser.md)"
        ),
    }
}

fn found(five: bool, models: Option<&str>) {
    println!("cargo::rustc-cfg=sphinx");
    if five {
        println!("cargo::rustc-cfg=sphinx_five");
    }
    if let Some(models) = models {
        println!("cargo::rustc-env=POCKETSPHINX_MODELDIR={models}");
    }
}
