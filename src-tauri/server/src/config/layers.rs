//! Who said what: flags, environment, config file, each value with its source.

use super::default_data_dir;
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt, fs,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// The config file that is read if it is there, in the data folder.
const FILE: &str = "heard.toml";

/// The largest config file: a hundred times one with every option and a comment for each.
const FILE_BYTES: u64 = 1024 * 1024;

/// Every option, as the config file has it. As a flag it has hyphens, and in the environment it
/// begins with `HEARD_`.
const OPTIONS: &[&str] = &[
    "data_dir",
    "database_url",
    "listen",
    "log",
    "log_dir",
    "menu",
    "timezone",
    "tls",
    "voice",
    "voice_key_file",
    "voice_model",
    "voice_recogniser",
    "voice_recogniser_model",
    "voice_service",
    "voice_sessions",
    "voice_speaker",
    "voice_transcriber",
    "voice_udp",
    "voice_url",
    "voice_words",
];

/// Those that may be said more than once.
const LISTS: &[&str] = &["listen", "voice_udp"];

/// A wrong option, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {message}")]
pub struct ConfigError {
    source_name: String,
    message: String,
}

impl ConfigError {
    /// A flag that is wrong.
    pub fn of_flag(flag: &str, message: impl Into<String>) -> Self {
        Self {
            source_name: format!("--{flag}"),
            message: message.into(),
        }
    }
}

/// What was given as flags: by the option's name, every value of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags(BTreeMap<&'static str, Vec<String>>);

impl Flags {
    /// Adds the values of an option; none of them leaves it unsaid.
    pub fn with(mut self, option: &'static str, values: impl IntoIterator<Item = String>) -> Self {
        let values: Vec<String> = values.into_iter().collect();
        if !values.is_empty() {
            self.0.insert(option, values);
        }
        self
    }

    /// Adds what `more` says.
    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }
}

/// Where a value stood.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Flag,
    Environment,
    File(PathBuf),
}

/// One value, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub text: String,
    option: &'static str,
    source: Source,
}

impl Said {
    /// It is wrong.
    pub fn wrong(&self, message: impl Into<String>) -> ConfigError {
        ConfigError {
            source_name: self.to_string(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Flag => write!(f, "--{}", self.option.replace('_', "-")),
            Source::Environment => f.write_str(&variable(self.option)),
            Source::File(path) => write!(f, "{} in {}", self.option, path.display()),
        }
    }
}

/// All that was said.
pub(super) struct Layers(BTreeMap<&'static str, Vec<Said>>);

impl Layers {
    /// Reads the config file, and puts flags and environment before it.
    ///
    /// # Errors
    /// [`ConfigError`] for a file that cannot be read, and for a key that is no option.
    pub fn read(
        flags: &Flags,
        environment: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ConfigError> {
        let mut said = Self(BTreeMap::new());
        for (option, values) in &flags.0 {
            said.add(option, Source::Flag, values.iter().cloned());
        }
        for option in OPTIONS.iter().copied().chain(["config"]) {
            let Some(value) = environment(&variable(option)).filter(|value| !value.is_empty())
            else {
                continue;
            };
            let value = value.into_string().map_err(|_| ConfigError {
                source_name: variable(option),
                message: "is not UTF-8".to_owned(),
            })?;
            // As everywhere in an environment, a list has commas; only addresses are a list.
            let values: Vec<String> = if LISTS.contains(&option) {
                value.split(',').map(|one| one.trim().to_owned()).collect()
            } else {
                vec![value]
            };
            said.add(option, Source::Environment, values);
        }
        said.add_file()?;
        Ok(said)
    }

    /// Every value of an option.
    ///
    /// # Errors
    /// One of them is empty.
    pub fn all(&self, option: &str) -> Result<Vec<Said>, ConfigError> {
        let said = self.0.get(option).cloned().unwrap_or_default();
        match said.iter().find(|said| said.text.is_empty()) {
            Some(empty) => Err(empty.wrong("is empty")),
            None => Ok(said),
        }
    }

    /// The value of an option that has one.
    ///
    /// # Errors
    /// It is empty, or there are several.
    pub fn one(&self, option: &str) -> Result<Option<Said>, ConfigError> {
        let mut said = self.all(option)?;
        match said.len() {
            0 | 1 => Ok(said.pop()),
            _ => Err(said[0].wrong("is given more than once")),
        }
    }

    /// The value of an option, understood.
    ///
    /// # Errors
    /// What `parse` says, with the option's name and source.
    pub fn parsed<T>(
        &self,
        option: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(said) = self.one(option)? else {
            return Ok(None);
        };
        parse(&said.text)
            .map(Some)
            .map_err(|message| said.wrong(message))
    }

    /// The data folder.
    ///
    /// # Errors
    /// None was said, and the platform has none.
    pub fn data_dir(&self) -> Result<PathBuf, ConfigError> {
        match self.one("data_dir")? {
            Some(said) => Ok(said.text.into()),
            None => default_data_dir().ok_or_else(|| {
                ConfigError::of_flag("data-dir", "there is no home folder to use; name a folder")
            }),
        }
    }

    /// Adds values unless a layer before said the option.
    fn add(
        &mut self,
        option: &'static str,
        source: Source,
        values: impl IntoIterator<Item = String>,
    ) {
        self.0.entry(option).or_insert_with(|| {
            let values = values.into_iter();
            let said = values.map(|text| Said {
                text,
                option,
                source: source.clone(),
            });
            said.collect()
        });
    }

    fn add_file(&mut self) -> Result<(), ConfigError> {
        let named = self.one("config")?;
        let path = match &named {
            Some(said) => PathBuf::from(&said.text),
            None => self.data_dir()?.join(FILE),
        };
        let fault = |message: String| ConfigError {
            source_name: match &named {
                Some(said) => format!("{said} ({})", path.display()),
                None => path.display().to_string(),
            },
            message,
        };
        if named.is_none() && !path.exists() {
            return Ok(());
        }
        let text = read(&path).map_err(&fault)?;
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| fault(error.to_string()))?;
        for (key, value) in table {
            let option = OPTIONS
                .iter()
                .find(|option| **option == key.replace('-', "_"));
            let Some(option) = option else {
                return Err(fault(format!("`{key}` is not an option")));
            };
            if named.is_none() && *option == "data_dir" {
                let message = "`data_dir` cannot stand in the file that is found in it";
                return Err(fault(message.to_owned()));
            }
            let values = strings(option, &key, value).map_err(&fault)?;
            self.add(option, Source::File(path.clone()), values);
        }
        Ok(())
    }
}

/// The environment of this process.
pub(super) fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

fn variable(option: &str) -> String {
    format!("HEARD_{}", option.to_ascii_uppercase())
}

fn read(path: &Path) -> Result<String, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if metadata.len() > FILE_BYTES {
        return Err("is too large for a config file".to_owned());
    }
    fs::read_to_string(path).map_err(|error| error.to_string())
}

fn strings(option: &str, key: &str, value: Value) -> Result<Vec<String>, String> {
    let list = LISTS.contains(&option);
    let wrong = || match list {
        true => format!("`{key}` must be a string or a list of strings"),
        false => format!("`{key}` must be a string"),
    };
    match value {
        Value::String(text) => Ok(vec![text]),
        // A number may be written as one.
        Value::Integer(number) if option == "voice_sessions" => Ok(vec![number.to_string()]),
        Value::Array(values) if list => {
            let texts = values.into_iter().map(|value| match value {
                Value::String(text) => Ok(text),
                _ => Err(wrong()),
            });
            texts.collect()
        }
        _ => Err(wrong()),
    }
}
