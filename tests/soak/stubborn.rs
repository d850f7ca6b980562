//! Somebody refuses to end: the process ends all the same, within ten seconds, and says who it was. The server is
//! the product's own, in a copy of this program, since nothing that ships can be told to refuse.

use crate::{alone, rig::Rig};
use scope::{Task, watch::Settings};
use server::{config::LogFormat, ending::Ending};
use std::{
    future::pending,
    process::{ExitCode, Stdio},
    thread::park,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::Command,
    time::timeout,
};

/// Tells a copy of this program who refuses.
const WHO: &str = "HEARD_TEST_REFUSES";

/// What the copy says once it can be told to stop.
const READY: &str = "refusing";

/// What refuses is called.
const NAME: &str = "stubborn";

/// PROTOCOL, section 1.
const ENDS_WITHIN: Duration = Duration::from_secs(10);

/// Threads of the copy's runtime, as on a small machine.
const THREADS: usize = 2;

/// How long the copy may take to start.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn whoever_refuses_to_end_is_named_and_the_process_ends() {
    let _alone = alone().await;
    let (task, thread, runtime) = tokio::join!(
        end_of("task"),
        end_of("thread"),
        // Every thread of the runtime: nothing of it goes on, not even its clock.
        end_of("runtime"),
    );
    for (who, ended) in [("task", task), ("thread", thread), ("runtime", runtime)] {
        println!("{who}: {:.1?}, exit {:?}", ended.took, ended.code);
        assert_eq!(ended.code, Some(1), "{who}: {}", ended.log);
        assert!(ended.took < ENDS_WITHIN, "{who}: {:?}", ended.took);
        assert!(
            ended.log.contains("server/voice/stubborn"),
            "{who}: {}",
            ended.log
        );
    }
}

/// How a copy ended.
struct Ended {
    took: Duration,
    code: Option<i32>,
    log: String,
}

async fn end_of(who: &str) -> Ended {
    let mut copy = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture"])
        .arg("stubborn::a_server_in_which_one_refuses")
        .env(WHO, who)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(copy.stdout.take().unwrap()).lines();
    let ready = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains(READY) {
                return;
            }
        }
        panic!("the copy ended before it was ready");
    };
    timeout(STARTS_WITHIN, ready).await.unwrap();
    let mut stderr = copy.stderr.take().unwrap();
    let began = Instant::now();
    let pid = copy.id().unwrap().to_string();
    let sent = Command::new("kill").arg(pid).status().await.unwrap();
    assert!(sent.success());
    let mut log = String::new();
    let (status, read) = tokio::join!(copy.wait(), stderr.read_to_string(&mut log));
    read.unwrap();
    Ended {
        took: began.elapsed(),
        code: status.unwrap().code(),
        log,
    }
}

#[test]
#[ignore = "is the server in the story above, and nothing by itself"]
fn a_server_in_which_one_refuses() {
    let Ok(who) = std::env::var(WHO) else { return };
    let ended = scope::run(Some(THREADS), async {
        let _journal = server::log::start(Some(LogFormat::Pretty), None);
        let ending = Ending::listen()?;
        let rig = Rig::open(Settings::default()).await;
        refuse(&rig, &who);
        println!("{READY}");
        ending.of(rig.server).await
    });
    let code = match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    };
    // Not by the test's own end, which would wait for nobody, and has codes of its own.
    std::process::exit(i32::from(code != ExitCode::SUCCESS));
}

/// Plants one who refuses where guests live.
fn refuse(rig: &Rig, who: &str) {
    let guests = rig.server.app().voice.scope();
    let name = || Task::drain(NAME);
    let planted = match who {
        "task" => guests.spawn(name(), pending::<()>()).map(drop),
        "thread" => guests.spawn_blocking(NAME, forever).map(drop),
        _ => (0..THREADS).try_for_each(|_| guests.spawn(name(), async { forever() }).map(drop)),
    };
    planted.unwrap();
}

fn forever() {
    loop {
        park();
    }
}
