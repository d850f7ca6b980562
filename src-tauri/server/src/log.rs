//! The log: to standard error, for a person or for a program, and into files where a folder is given.

use crate::config::LogFormat;
use journal::{Form, Journal, Place};
use std::{
    io::{IsTerminal, stderr},
    path::Path,
};

/// The log files' name. Not the app's: both may be told the same folder.
const NAME: &str = "heard-server";

/// Begins to log. Once it has, it goes on as it was first told.
pub fn start(format: Option<LogFormat>, folder: Option<&Path>) -> Journal {
    let form = match format {
        Some(LogFormat::Pretty) => Form::Short,
        None if stderr().is_terminal() => Form::Short,
        Some(LogFormat::Json) | None => Form::Json,
    };
    journal::start(form, folder.map(|folder| Place { folder, name: NAME }))
}
