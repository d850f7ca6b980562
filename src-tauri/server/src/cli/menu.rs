//! `heard-server menu`: checks a menu file, and moves it into and out of the log.

use super::{Where, open, read_menu};
use crate::{
    clock::Clock,
    config,
    kitchens::{Answer, Kitchens, Once, Place, Submission},
    serve::FIRST_RESTAURANT,
};
use anyhow::Context;
use clap::Subcommand;
use jiff::tz::TimeZone;
use kitchen::{Event, Menu};
use scope::Scope;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use store::{OpenError, Reader, RestaurantId};

/// Events read from disk at a time, while the menu is looked for.
const READ_EVENTS: usize = 10_000;

/// How the body of the event begins that brings a menu: only such bodies need be read.
const MENU_EVENT: &str = r#"{"type":"menu_replaced""#;

/// How long the log has to be closed.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// What is done with menus.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Say every fault of a menu file, with its JSON pointer
    Check {
        /// The menu
        file: PathBuf,
    },
    /// Make a file the restaurant's menu; while no server runs (else: `PUT /v1/menu`)
    Import {
        #[command(flatten)]
        place: Where,
        /// Whose menu
        #[arg(long, value_name = "ID", default_value = FIRST_RESTAURANT)]
        restaurant: String,
        /// The menu
        file: PathBuf,
    },
    /// Write the restaurant's menu to a file; also while the server runs
    Export {
        #[command(flatten)]
        place: Where,
        /// Whose menu
        #[arg(long, value_name = "ID", default_value = FIRST_RESTAURANT)]
        restaurant: String,
        /// Where to
        file: PathBuf,
    },
}

/// Does it.
pub(super) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Check { file } => {
            let menu = read_menu(&file).map_err(anyhow::Error::msg)?;
            let (items, stations) = (menu.items.len(), menu.stations.len());
            let name = file.display();
            writeln!(
                io::stdout(),
                "{name} is sound: {items} items, {stations} stations"
            )?;
            Ok(())
        }
        Command::Import {
            place,
            restaurant,
            file,
        } => {
            let menu = read_menu(&file).map_err(anyhow::Error::msg)?;
            let restaurant = RestaurantId::new(&restaurant)?;
            import(&place.place()?, &restaurant, menu, &file)
        }
        Command::Export {
            place,
            restaurant,
            file,
        } => {
            let restaurant = RestaurantId::new(&restaurant)?;
            export(&place.place()?, &restaurant, &file)
        }
    }
}

/// Goes the one way a command goes: through the writer.
fn import(
    place: &config::Place,
    restaurant: &RestaurantId,
    menu: Menu,
    file: &Path,
) -> anyhow::Result<()> {
    let store = open(place, true)?;
    scope::run(Some(1), async {
        let scope = Scope::root("menu");
        let clock = Arc::new(Clock::new(TimeZone::system()));
        let kitchens = Kitchens::start(&scope, store.as_ref(), clock, Place::Thread);
        let kitchens = kitchens.map_err(|error| match error {
            crate::kitchens::LoadError::Open(OpenError::InUse { .. }) => anyhow::anyhow!(
                "a server runs on this data; give it the menu itself:\n  \
                 curl -X PUT -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' \
                 --data-binary @{} http://ADDRESS/v1/menu",
                file.display()
            ),
            other => other.into(),
        })?;
        let restaurant = kitchens.open(restaurant).await?;
        let command = kitchen::Command::ReplaceMenu {
            menu: Arc::new(menu),
        };
        let submission = Submission::new(command, Once::No, "command-line".into())?;
        let answer = restaurant.submit(submission).await?;
        let closed = scope.close(CLOSE_WITHIN).await;
        anyhow::ensure!(closed.is_clean(), "{closed}");
        match answer {
            Answer::Done { seq, .. } => {
                writeln!(io::stdout(), "imported {} as event {seq}", file.display())?;
                Ok(())
            }
            Answer::Refused { refusal, .. } => Err(refusal.into()),
        }
    })
}

fn export(place: &config::Place, restaurant: &RestaurantId, file: &Path) -> anyhow::Result<()> {
    let mut reader = open(place, false)?.reader()?;
    let menu = newest(reader.as_mut(), restaurant)?;
    let menu = menu.with_context(|| format!("restaurant {restaurant} has no menu"))?;
    let mut text = serde_json::to_string_pretty(&menu)?;
    text.push('\n');
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    writeln!(io::stdout(), "exported to {}", file.display())?;
    Ok(())
}

/// The menu that the log ends with.
pub(super) fn newest(
    reader: &mut dyn Reader,
    restaurant: &RestaurantId,
) -> anyhow::Result<Option<Arc<Menu>>> {
    let (mut seq, mut newest) = (0, None);
    loop {
        let events = reader.events_after(restaurant, seq, READ_EVENTS)?;
        let Some(last) = events.last() else {
            break;
        };
        seq = last.seq;
        let found = events
            .into_iter()
            .rfind(|event| event.body.starts_with(MENU_EVENT));
        newest = found.map(|event| event.body).or(newest);
    }
    let Some(body) = newest else {
        return Ok(None);
    };
    match serde_json::from_str(&body)? {
        Event::MenuReplaced { menu } => Ok(Some(menu)),
        _ => Ok(None),
    }
}
