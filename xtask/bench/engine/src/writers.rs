//! Single events from many writers at once, who share commits: how many are acknowledged
//! a second, and how long one waits.

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use domain::catalogue::Catalogue;
use domain::event::{Event, Outcome, Second, Source};
use domain::names::{AccountName, DeviceName, FeatureName, UserName};
use domain::status::LoggedStatus;
use serde_json::json;
use store::{Actor, Batch, CommitError, GroupCommit, ImportId, Mode, Origin, Pushed, Store};

/// How many write at once.
const WRITERS: i64 = 64;

/// Events of each, of which the first tenth is not counted.
const EVENTS: i64 = 1_000;
const NOT_COUNTED: i64 = EVENTS / 10;

/// Prints what was measured on a database that is not there yet.
pub(crate) fn measure(database: &Path) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let (seconds, mut waits) = runtime.block_on(run(database))?;
    waits.sort_unstable();
    let place = |share: f64| (waits.len() as f64 * share) as usize;
    let wait_ms = |share| {
        let wait = waits.get(place(share)).or(waits.last());
        wait.copied().unwrap_or_default().as_secs_f64() * 1_000.0
    };
    let document = json!({
        "writers": WRITERS,
        "events_per_s": (WRITERS * EVENTS) as f64 / seconds,
        "median_ms": wait_ms(0.5),
        "p99_ms": wait_ms(0.99),
    });
    writeln!(std::io::stdout(), "{document}")?;
    Ok(())
}

/// The seconds that all took, and how long each event waited for its answer.
async fn run(database: &Path) -> Result<(f64, Vec<Duration>), Box<dyn Error>> {
    let store = Store::open(database, Mode::Create).await?;
    let mut writer = store.writer().await?;
    let by = Actor::command_line(Second(0));
    let import = writer.begin_import("bench", "events-csv", &by).await?;
    writer.close().await?;
    let (commits, committing) = store.group_commit().await?;
    let start = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(one(commits.clone(), import, writer)))
        .collect();
    drop(commits);
    let mut waits = Vec::new();
    for writer in writers {
        waits.append(&mut writer.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    committing.end().await?;
    store.close().await;
    Ok((seconds, waits))
}

/// One writer, who sends an event when the one before is stored.
async fn one(
    commits: GroupCommit,
    import: ImportId,
    writer: i64,
) -> Result<Vec<Duration>, CommitError> {
    let user = format!("user {writer}");
    let mut waits = Vec::new();
    for number in 0..EVENTS {
        let batch = batch(&user, number);
        let pushed = Pushed {
            import,
            lines: 1,
            rejected: 0,
            at: number,
        };
        let start = Instant::now();
        commits.append(batch, pushed).await?;
        if number >= NOT_COUNTED {
            waits.push(start.elapsed());
        }
    }
    Ok(waits)
}

/// A denial of a user's, a second later each time.
fn batch(user: &str, number: i64) -> Batch {
    let event = Event {
        account: AccountName("Nordlicht"),
        user: UserName(user),
        device: DeviceName("ws-1"),
        status: Some(LoggedStatus {
            space: "rlm",
            code: "-22",
            description: "",
        }),
        ..Event::new(
            Second(1_700_000_000 + number),
            Outcome::Denied,
            FeatureName("mesh"),
        )
    };
    let origin = Origin {
        account: None,
        server: "default".to_owned(),
        source: Source::Local,
    };
    let mut batch = Batch::default();
    // The event names its account and its time is of this century.
    let _ = batch.push(&event, &origin, &Catalogue::default());
    batch
}
