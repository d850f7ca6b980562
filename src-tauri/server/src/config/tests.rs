//! Precedence, and every way to be wrong.

use super::*;
use std::{collections::HashMap, ffi::OsString, fs};
use tempfile::TempDir;

struct Told {
    folder: TempDir,
    flags: Flags,
    environment: HashMap<String, OsString>,
}

impl Told {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().to_str().unwrap().to_owned();
        Self {
            flags: Flags::default().with("data_dir", [data_dir]),
            environment: HashMap::new(),
            folder,
        }
    }

    fn flag(mut self, option: &'static str, value: &str) -> Self {
        self.flags = self.flags.with(option, [value.to_owned()]);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    fn file(self, text: &str) -> Self {
        fs::write(self.folder.path().join("heard.toml"), text).unwrap();
        self
    }

    fn config(&self) -> Result<Config, String> {
        let environment = |name: &str| self.environment.get(name).cloned();
        Layers::read(&self.flags, &environment)
            .and_then(|layers| Config::from(&layers))
            .map_err(|error| error.to_string())
    }

    fn ports(&self) -> Vec<u16> {
        let config = self.config().unwrap();
        config.listen.iter().map(SocketAddr::port).collect()
    }
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let told = Told::new();
    assert_eq!(told.ports(), [7420]);
    let told = told.file("listen = [\"127.0.0.1:1\", \"127.0.0.1:2\"]");
    assert_eq!(told.ports(), [1, 2]);
    let told = told.variable("HEARD_LISTEN", "127.0.0.1:3, 127.0.0.1:4");
    assert_eq!(told.ports(), [3, 4]);
    let told = told.flag("listen", "127.0.0.1:5");
    assert_eq!(told.ports(), [5]);
    // An empty variable says nothing.
    let told = Told::new().variable("HEARD_LISTEN", "");
    assert_eq!(told.ports(), [7420]);
}

#[test]
fn every_option_is_read() {
    let told = Told::new().file(
        "database-url = \"sqlite:/x/y.db\"\nmenu = \"m.json\"\ntls = \"c.pem,k.pem\"\n\
         log = \"json\"\nlog_dir = \"/var/log/heard\"\ntimezone = \"Europe/Berlin\"\n",
    );
    let config = told.config().unwrap();
    assert_eq!(config.place.data_dir, told.folder.path());
    assert_eq!(config.place.database, Location::Sqlite("/x/y.db".into()));
    assert_eq!(config.menu, Some("m.json".into()));
    let files = Tls::Files {
        certificate: "c.pem".into(),
        key: "k.pem".into(),
    };
    assert_eq!(config.tls, files);
    assert_eq!(config.log, Some(LogFormat::Json));
    assert_eq!(config.log_dir, Some("/var/log/heard".into()));
    let off = Told::new().flag("log_dir", "off").config().unwrap();
    assert_eq!(off.log_dir, None);
    assert_eq!(config.timezone.iana_name(), Some("Europe/Berlin"));
    let plain = Told::new();
    let config = plain.config().unwrap();
    let database = Location::Sqlite(plain.folder.path().join("heard.db"));
    assert_eq!(config.place.database, database);
    assert_eq!(
        (config.tls, config.log, config.log_dir, config.menu),
        (Tls::Auto, None, None, None)
    );
}

#[test]
fn a_file_that_is_named_must_be_there_and_may_name_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.toml");
    let path = path.to_str().unwrap();
    let mut told = Told::new().variable("HEARD_CONFIG", path);
    let error = told.config().unwrap_err();
    assert!(
        error.starts_with(&format!("HEARD_CONFIG ({path})")),
        "{error}"
    );
    fs::write(path, "data_dir = \"/somewhere\"").unwrap();
    told.flags = Flags::default();
    let config = told.config().unwrap();
    assert_eq!(config.place.data_dir, Path::new("/somewhere"));
}

#[test]
fn what_is_wrong_is_named_with_its_source() {
    let wrong = |told: Told, words: [&str; 2]| {
        let error = told.config().unwrap_err();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    };
    wrong(
        Told::new().flag("listen", "nowhere"),
        ["--listen", "nowhere"],
    );
    wrong(Told::new().flag("tls", "on"), ["--tls", "auto"]);
    wrong(Told::new().flag("tls", "cert,"), ["--tls", "CERT,KEY"]);
    wrong(Told::new().flag("menu", ""), ["--menu", "empty"]);
    wrong(
        Told::new().flag("database_url", "mysql://x"),
        ["--database-url", "mysql"],
    );
    wrong(
        Told::new().variable("HEARD_LOG", "loud"),
        ["HEARD_LOG", "pretty"],
    );
    wrong(
        Told::new().variable("HEARD_TIMEZONE", "Mars/Base"),
        ["HEARD_TIMEZONE", "Mars/Base"],
    );
    wrong(
        Told::new().file("colour = \"red\""),
        ["heard.toml", "colour"],
    );
    wrong(Told::new().file("log = 7"), ["heard.toml", "log"]);
    wrong(Told::new().file("log = \"loud\""), ["log in", "heard.toml"]);
    wrong(Told::new().file("listen = [7]"), ["heard.toml", "listen"]);
    wrong(Told::new().file("not toml"), ["heard.toml", "line 1"]);
    wrong(
        Told::new().file("data_dir = \"/x\""),
        ["heard.toml", "data_dir"],
    );
    let mut twice = Told::new();
    let two = ["a.json", "b.json"].map(str::to_owned);
    twice.flags = twice.flags.with("menu", two);
    wrong(twice, ["--menu", "more than once"]);
}

#[test]
fn voice_is_local_unless_something_else_is_said() {
    let config = Told::new().config().unwrap().voice;
    assert_eq!(config.engine, VoiceEngine::Local { model: None });
    assert!(config.sessions >= 8);
    let loopback: SocketAddr = "127.0.0.1:0".parse().unwrap();
    assert_eq!(config.udp, [loopback]);
    let told = Told::new().file(
        "voice = \"openai\"\nvoice-key-file = \"k\"\nvoice_model = \"m\"\nvoice_sessions = 7\n\
         voice_transcriber = \"t\"\n\
         voice_speaker = \"say it\"\nvoice_recogniser = \"whisper\"\nvoice_service = \"dine_in\"\n\
         voice_recogniser_model = \"w.bin\"\nvoice_udp = [\"10.0.0.1\", \"10.0.0.2:5000\"]\n",
    );
    let config = told.config().unwrap().voice;
    let VoiceEngine::Provider(provider) = &config.engine else {
        panic!("{config:?}");
    };
    assert_eq!(
        (provider.key_file.as_path(), provider.model.as_str()),
        (Path::new("k"), "m")
    );
    assert_eq!(provider.transcriber, "t");
    assert_eq!(
        (config.sessions, config.recogniser),
        (7, Recogniser::Whisper)
    );
    assert_eq!(config.speaker, Speaker::Command("say it".to_owned()));
    assert_eq!(
        config.service,
        kitchen::Service::of(kitchen::ServiceKind::DineIn)
    );
    let udp = ["10.0.0.1:0", "10.0.0.2:5000"].map(|address| address.parse::<SocketAddr>().unwrap());
    assert_eq!(config.udp, udp);
    let off = Told::new().variable("HEARD_VOICE", "off").config().unwrap();
    assert_eq!(off.voice.engine, VoiceEngine::Off);
}

#[test]
fn sound_comes_in_where_the_server_listens() {
    let listen = |addresses: &str| {
        let told = Told::new().variable("HEARD_LISTEN", addresses);
        let udp = told.config().unwrap().voice.udp;
        udp.iter().map(SocketAddr::to_string).collect::<Vec<_>>()
    };
    assert_eq!(listen("127.0.0.1:7420"), ["127.0.0.1:0"]);
    assert_eq!(
        listen("0.0.0.0:7420, 0.0.0.0:7421"),
        ["127.0.0.1:0", "0.0.0.0:0"]
    );
    assert_eq!(
        listen("10.1.2.3:80,[::1]:80"),
        ["127.0.0.1:0", "10.1.2.3:0", "[::1]:0"]
    );
}

#[test]
fn what_is_wrong_of_voice_is_named_too() {
    let wrong = |told: Told, word: &str| {
        let error = told.config().unwrap_err();
        assert!(error.contains(word), "{error}");
    };
    wrong(Told::new().flag("voice", "loud"), "--voice: give");
    wrong(Told::new().flag("voice", "openai"), "--voice-key-file");
    for number in ["0", "ten", "10001"] {
        wrong(
            Told::new().flag("voice_sessions", number),
            "--voice-sessions",
        );
    }
    wrong(
        Told::new().flag("voice_recogniser", "ears"),
        "--voice-recogniser",
    );
    wrong(
        Told::new().flag("voice_service", "delivery"),
        "--voice-service",
    );
    wrong(Told::new().flag("voice_udp", "here"), "--voice-udp");
    let url = Told::new()
        .flag("voice", "openai")
        .flag("voice_key_file", "k")
        .flag("voice_url", "example.org");
    wrong(url, "--voice-url");
}
