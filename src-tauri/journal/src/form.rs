//! How the log's lines look.

use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};

/// How the log's lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For a person who looks for a fault: with the module each line is from.
    Plain,
    /// For a person at a terminal.
    Short,
    /// For a program, one JSON object a line.
    Json,
}

impl Form {
    /// The line that stands for lines which are not there.
    pub(crate) fn line_of_lost(self, lost: u64) -> String {
        let mut time = String::new();
        // Without a clock the line is of use still.
        let _ = SystemTime.format_time(&mut Writer::new(&mut time));
        let why = "the log could not be written as fast as it came";
        match self {
            Form::Plain | Form::Short => {
                format!("{time}  WARN {lost} lines are missing here: {why}\n")
            }
            Form::Json => format!(
                "{{\"timestamp\":\"{time}\",\"level\":\"WARN\",\"message\":\"lines are missing here: {why}\",\"lost\":{lost}}}\n"
            ),
        }
    }
}
