//! The ears of a device's boards: the microphone while a button is held, then the recogniser, off
//! the station's task. They know no order and decide nothing.

use kitchen::Menu;
use scope::{ScopeHandle, Spawned, Task};
use speech::HearError;
use speech::board::ear::{Ear, Overheard};
use speech::front::{Front, Listening as Hearing};
use speech::sound::{dbfs, rms};
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use voice::sound::{FRAME, Frame, Listening, RATE, Sound};

/// The longest take: no command is half as long.
pub const TAKE_AT_MOST: Duration = Duration::from_secs(10);
/// Its samples.
const TAKE_SAMPLES: usize = RATE as usize * TAKE_AT_MOST.as_secs() as usize;
/// The shortest take that is looked at: the shortest order has two words of 150 ms.
const TAKE_AT_LEAST: usize = RATE as usize * 3 / 10;
/// The loudest frame of a take in which something was said, in decibels below full scale: a whisper
/// at arm's length (as the counter's voice).
const LOUD_DBFS: f32 = -55.0;
/// Orders that wait while a microphone is opened: a press and a release of a few fingers.
const ORDERS: usize = 16;

/// What is said where the recogniser itself broke.
const LOST: &str = "Commands by voice have failed. Touch always works.";

/// What ears are told.
#[derive(Debug)]
pub enum Order {
    /// There is another menu.
    Learn(Arc<Menu>),
    /// The button went down: the take of this number begins.
    Open(u64),
    /// The button came up.
    Close,
    /// Nobody wants to know any more.
    Drop,
}

/// What ears have to tell.
#[derive(Debug, PartialEq)]
pub enum News {
    /// A menu's words are known.
    Ready,
    /// There are none, and why.
    Deaf(String),
    /// What was heard in the take of that number.
    Heard(u64, Take),
}

/// What a take was.
#[derive(Debug, PartialEq)]
pub enum Take {
    /// Too short, or silent.
    Empty,
    /// The recogniser failed, or has not learned the menu yet.
    Failed,
    /// Something was said.
    Heard(Overheard),
}

/// The way to a pair of ears.
pub struct Ears {
    orders: mpsc::Sender<Order>,
    news: mpsc::Receiver<News>,
}

impl Ears {
    /// Starts ears that listen with `sound`.
    pub fn start(scope: &scope::Scope, sound: Arc<dyn Sound>) -> Self {
        let (orders, told) = mpsc::channel(ORDERS);
        let (tell, news) = mpsc::channel(ORDERS);
        let head = Head {
            scope: scope.handle(),
            sound,
            tell,
            ear: None,
            menu: None,
            learning: None,
            hearing: None,
            take: None,
        };
        scope.spawn(Task::abort("ears"), head.run(told));
        Self { orders, news }
    }

    /// Tells them something.
    pub fn tell(&self, order: Order) {
        if let Err(error) = self.orders.try_send(order) {
            tracing::warn!(%error, "the ears are not told");
        }
    }

    /// Waits for what they have to tell. Dropping the future loses nothing.
    pub async fn next(&mut self) -> News {
        match self.news.recv().await {
            Some(news) => news,
            // Their scope has ended, and this one's end is near.
            None => pending().await,
        }
    }
}

/// A microphone that is held open.
struct Held {
    number: u64,
    listening: Listening,
    samples: Vec<i16>,
}

/// What a job came to; `None` where it was cut off, or panicked.
enum Done {
    Learned(Option<Result<Ear, HearError>>),
    Heard(u64, Option<(Ear, Take)>),
}

struct Head {
    scope: ScopeHandle,
    sound: Arc<dyn Sound>,
    tell: mpsc::Sender<News>,
    /// `None` while it hears, and before the first menu.
    ear: Option<Ear>,
    /// To be learned when there is time.
    menu: Option<Arc<Menu>>,
    learning: Option<Spawned<Result<Ear, HearError>>>,
    hearing: Option<(u64, Spawned<(Ear, Take)>)>,
    take: Option<Held>,
}

impl Head {
    async fn run(mut self, mut told: mpsc::Receiver<Order>) {
        loop {
            tokio::select! {
                order = told.recv() => match order {
                    Some(order) => self.obey(order),
                    None => return,
                },
                frame = next(&mut self.take) => match frame {
                    Some(frame) => self.hear(&frame),
                    None => self.finish().await,
                },
                done = over(&mut self.learning, &mut self.hearing) => self.done(done).await,
            }
            self.learn();
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Learn(menu) => self.menu = Some(menu),
            Order::Open(number) => {
                self.take = Some(Held {
                    number,
                    listening: self.sound.listen(),
                    samples: Vec::new(),
                });
            }
            // Its last frames are on their way.
            Order::Close => {
                if let Some(take) = &mut self.take {
                    take.listening.stop();
                }
            }
            Order::Drop => self.take = None,
        }
    }

    fn hear(&mut self, frame: &Frame) {
        let Some(take) = &mut self.take else { return };
        take.samples.extend(frame.iter());
        if take.samples.len() >= TAKE_SAMPLES {
            take.listening.stop();
        }
    }

    /// The take is over: the ear has it, if it is free.
    async fn finish(&mut self) {
        let Some(take) = self.take.take() else { return };
        let (number, samples) = (take.number, take.samples);
        if samples.len() < TAKE_AT_LEAST || is_silent(&samples) {
            return self.say(News::Heard(number, Take::Empty)).await;
        }
        let Some(mut ear) = self.ear.take() else {
            return self.say(News::Heard(number, Take::Failed)).await;
        };
        let work = move || {
            let heard = understood(&mut ear, &samples);
            (ear, heard)
        };
        // A scope that has ended wants no answer.
        if let Ok(job) = self.scope.spawn_blocking("hear-command", work) {
            self.hearing = Some((number, job));
        }
    }

    async fn done(&mut self, done: Done) {
        let news = match done {
            Done::Learned(learned) => {
                self.learning = None;
                match learned {
                    Some(Ok(ear)) => {
                        self.ear = Some(ear);
                        News::Ready
                    }
                    Some(Err(error)) => {
                        tracing::warn!(%error, "there are no commands by voice");
                        News::Deaf(words(&error))
                    }
                    None => News::Deaf(LOST.to_owned()),
                }
            }
            Done::Heard(number, heard) => {
                self.hearing = None;
                match heard {
                    Some((ear, take)) => {
                        // Another menu may have been learned meanwhile.
                        self.ear.get_or_insert(ear);
                        News::Heard(number, take)
                    }
                    None => News::Deaf(LOST.to_owned()),
                }
            }
        };
        self.say(news).await;
    }

    /// Learns the latest menu, once nothing else is done.
    fn learn(&mut self) {
        let Some(menu) = self.menu.take_if(|_| self.learning.is_none()) else {
            return;
        };
        let work = move || Ear::new(&menu, None);
        if let Ok(job) = self.scope.spawn_blocking("learn-menu", work) {
            self.learning = Some(job);
        }
    }

    async fn say(&mut self, news: News) {
        // A station that has gone needs no news.
        let _ = self.tell.send(news).await;
    }
}

/// What was said, cleaned of the kitchen's noise first.
fn understood(ear: &mut Ear, samples: &[i16]) -> Take {
    let front = Front::new(RATE, Hearing::Held);
    let Ok(mut front) = front.inspect_err(|error| tracing::error!(%error, "a take is not heard"))
    else {
        return Take::Failed;
    };
    front.push(samples, |_| ());
    let heard = ear.hear(&front.take().samples);
    match heard {
        Ok(heard) => Take::Heard(heard),
        Err(error) => {
            tracing::error!(%error, "a take is not heard");
            Take::Failed
        }
    }
}

fn is_silent(samples: &[i16]) -> bool {
    let loudness = |frame: &[i16]| dbfs(rms(frame.iter().map(|sample| f32::from(*sample))));
    samples
        .chunks(FRAME)
        .all(|frame| loudness(frame) < LOUD_DBFS)
}

/// Why there is no ear, for whoever stands before the board.
fn words(error: &HearError) -> String {
    match error {
        HearError::NotBuilt { .. } => "Commands by voice are not in this program.",
        HearError::NoModel { .. } => "Commands by voice need the language model installed.",
        _ => "Commands by voice do not work here. See the log.",
    }
    .to_owned()
}

/// The next frame of an open microphone; for ever, if none is open.
async fn next(take: &mut Option<Held>) -> Option<Frame> {
    match take {
        Some(take) => take.listening.next().await,
        None => pending().await,
    }
}

/// The end of what runs; for ever, if nothing does. Dropping the future loses nothing.
async fn over(
    learning: &mut Option<Spawned<Result<Ear, HearError>>>,
    hearing: &mut Option<(u64, Spawned<(Ear, Take)>)>,
) -> Done {
    let learned = async {
        match learning {
            Some(job) => job.await,
            None => pending().await,
        }
    };
    let heard = async {
        match hearing {
            Some((number, job)) => (*number, job.await),
            None => pending().await,
        }
    };
    tokio::select! {
        learned = learned => Done::Learned(learned.ok()),
        (number, heard) = heard => Done::Heard(number, heard.ok()),
    }
}
