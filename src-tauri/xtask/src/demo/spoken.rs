//! An order by voice: the counter's window above the grill's. A person says it to the machine's own
//! microphone; without a screen a made-up guest says it to a made-up one, and a finger is driven.

use std::process::Command;

use anyhow::bail;

use super::driver::{Driver, PROGRAM};
use super::kitchen::{Kitchen, Placed};
use super::microphone::Microphone;
use super::{Options, stay, take_picture};
use crate::process::{Group, run as run_to_end};
use crate::screen::Screen;
use crate::signals::Signals;
use crate::step::Steps;
use crate::tree::Tree;

/// The screen that nobody sees: the counter as its design is drawn, and a shallow board below it.
const SCREEN: (u32, u32) = (1280, 1440);

/// The two windows on it.
const WINDOWS: [Placed; 2] = [
    ("main", [0, 0, 1280, 800]),
    ("at-grill", [0, 800, 1280, 640]),
];

/// Orders that stand on the boards before anybody speaks: few, so that the spoken one is seen.
const BURST: u32 = 2;

/// The share of a picture that has the colour of tickets: two of them in the lower window.
const TICKETS: f64 = 0.03;

/// What is said first, and what is to stand in the order then. Both are made at the grill, and ask for
/// nothing more.
const FIRST: (&str, &str, &str) = ("three mushroom tacos please", "Mushroom Taco", "3");

/// What is said next.
const SECOND: (&str, &str, &str) = ("two kids pastas please", "Kids Pasta", "2");

/// What is being said while the picture is taken; long enough for two of them.
const THIRD: &str =
    "and a large tomato soup, and three loaded nachos, and a latte with oat milk please";

/// How often a guest says the same: the first time may meet a server that still learns its menu.
const TRIES: usize = 6;

/// A line of the order in the making.
const LINE: &str = ".c-line";

/// Opens both windows, and has an order spoken in them.
///
/// # Errors
/// What could not be started, or never came to be.
pub fn run(
    tree: &Tree,
    signals: &Signals,
    steps: &mut Steps,
    options: &Options,
    kitchen: &Kitchen,
) -> anyhow::Result<()> {
    if options.headless {
        return by_itself(tree, signals, steps, options, kitchen);
    }
    let mut app = steps.run("the windows", || {
        // The last one that is opened is the one on top.
        let app = kitchen.open_app(tree, signals, "grill", None)?;
        open_another(tree, signals, "counter", |counter| {
            kitchen.host(counter, None);
        })?;
        Ok(app)
    })?;
    let mut rush = kitchen.start_rush(tree, signals, options.rate, BURST)?;
    kitchen.greet();
    eprintln!(
        "On the counter, hold the button and say: \"{}\". Let go.\n\
         What was heard stands in the order; one tap sends it, and the grill's window, which opened\n\
         behind the counter's, shows it.\n",
        FIRST.0
    );
    stay(signals, &mut app, &mut rush, kitchen)
}

/// The same with a made-up guest, who says it to a made-up microphone.
fn by_itself(
    tree: &Tree,
    signals: &Signals,
    steps: &mut Steps,
    options: &Options,
    kitchen: &Kitchen,
) -> anyhow::Result<()> {
    let screen = steps.run("a screen", || Screen::open_of(SCREEN, signals))?;
    let microphone = steps.run("a microphone", || Microphone::plug(tree, signals))?;
    let host = |program: &mut Command| {
        kitchen
            .host(program, Some(&screen))
            .env("HEARD_PLACE", "counter")
            .envs(microphone.variables());
    };
    let mut driver = steps.run("the windows", || {
        kitchen.place(&WINDOWS)?;
        let mut program = Command::new(PROGRAM);
        host(&mut program);
        let app = tree.built("debug/heard");
        let mut driver = Driver::start(kitchen.logged(&mut program)?, &app, signals)?;
        kitchen.until_healthy(signals, driver.group())?;
        open_another(tree, signals, "grill", host)?;
        Ok(driver)
    })?;
    let mut rush = kitchen.start_rush(tree, signals, options.rate, BURST)?;
    let guest = Guest {
        driver: &driver,
        microphone: &microphone,
        signals,
    };
    steps.run("a spoken order", || guest.order_and_send())?;
    steps.run("the next one", || guest.order(SECOND))?;
    let Some(file) = &options.screenshot else {
        kitchen.greet();
        return stay(signals, driver.group(), &mut rush, kitchen);
    };
    steps.run("the picture", || {
        let _speaking = guest.begin(THIRD)?;
        take_picture(&screen, file, TICKETS, signals, || {
            kitchen.check_rush(&mut rush)
        })
    })
}

/// Opens another window of the app that runs: started once more, the app asks the one that runs.
fn open_another(
    tree: &Tree,
    signals: &Signals,
    window: &str,
    host: impl FnOnce(&mut Command),
) -> anyhow::Result<()> {
    let mut again = Command::new(tree.built("debug/heard"));
    host(&mut again);
    run_to_end(again.args(["--window", window]), signals)
}

/// Somebody at the counter.
struct Guest<'g, 's> {
    driver: &'g Driver<'s>,
    microphone: &'g Microphone<'s>,
    signals: &'s Signals,
}

impl<'s> Guest<'_, 's> {
    /// Says the first order, sends it with one tap, and sees it on the grill.
    fn order_and_send(&self) -> anyhow::Result<()> {
        let driver = self.driver;
        self.order(FIRST)?;
        driver.until("the order can be sent", || {
            if !driver.shows("[data-send='ready']")? && driver.shows("[data-tap='yes']")? {
                driver.tap("[data-tap='yes']")?;
            }
            driver.shows("[data-send='ready']")
        })?;
        driver.tap("[data-send='ready']")?;
        let sent = "[data-sent='placed']";
        driver.see(sent)?;
        let ticket = format!("[data-number='{}'] .t-item", driver.number(sent)?);
        driver.look_at(".board")?;
        driver.until("the grill shows it", || {
            Ok(driver.text(&ticket)?.contains(FIRST.1))
        })
    }

    /// Says it until it stands in the order, as a guest does who sees that it does not.
    fn order(&self, (words, item, many): (&str, &str, &str)) -> anyhow::Result<()> {
        let driver = self.driver;
        driver.look_at("[data-screen='counter']")?;
        for _ in 0..TRIES {
            driver.hold("[data-talk='ready']")?;
            driver.see("[data-talk='held']")?;
            self.microphone.say(words, self.signals)?;
            driver.let_go()?;
            // Heard, answered, and the answer spoken.
            driver.see("[data-talk='ready']")?;
            let quantity = driver.text(&format!("{LINE} .q"))?;
            if quantity.trim() == many && driver.text(LINE)?.contains(item) {
                return Ok(());
            }
            if driver.shows(LINE)? {
                driver.tap("[data-tap='clear']")?;
            }
        }
        bail!("{words:?} was not made out in {TRIES} tries")
    }

    /// Begins to say something with the button held, and has been heard.
    fn begin(&self, words: &str) -> anyhow::Result<Group<'s>> {
        self.driver.hold("[data-talk='ready']")?;
        self.driver.see("[data-talk='held']")?;
        let speaking = self.microphone.begin(words, self.signals)?;
        self.driver.see(".vu i.on")?;
        Ok(speaking)
    }
}
