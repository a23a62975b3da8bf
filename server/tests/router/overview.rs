//! The overview's first HTML: the report's numbers next to those of usage.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use app::tables::name::TableName;
use domain::demo::{DemoOptions, generate};
use domain::display::{number, percent, signed_percent};
use domain::event::{Event, Outcome};
use domain::view::{FilterKey, View};
use jiff::civil::date;
use service::answer::PANEL_ROWS;

use super::Served;
use super::denials_page::headline;
use super::element::Element;

const ATTEMPTS: u64 = 2_500;

/// An event of the demo year: time, outcome, account, server, user, device, product and
/// feature.
struct AnswerRequest {
    at: i64,
    outcome: Outcome,
    names: [String; 6],
}

impl AnswerRequest {
    fn of(event: &Event<'_>) -> Self {
        let names = [
            event.account.0,
            event.server.0,
            event.user.0,
            event.device.0,
            event.product.0,
            event.feature.0,
        ];
        Self {
            at: event.at.0,
            outcome: event.outcome,
            names: names.map(str::to_owned),
        }
    }

    fn account(&self) -> &str {
        &self.names[0]
    }
}

/// The demo year's events; within a second, grants before returns.
fn events() -> Vec<AnswerRequest> {
    let options = DemoOptions {
        attempts: ATTEMPTS,
        ..DemoOptions::new(date(2025, 8, 31))
    };
    let mut events = Vec::new();
    generate(&options, &mut |event| events.push(AnswerRequest::of(event)));
    events.sort_by_key(|event| (event.at, event.outcome == Outcome::Returned));
    events
}

/// Usage, counted event by event.
#[derive(Default)]
struct Naive {
    /// By account: granted, denied, returned.
    accounts: BTreeMap<String, [u64; 3]>,
    clients: BTreeMap<String, BTreeSet<[String; 3]>>,
    activations: BTreeMap<String, u64>,
}

impl Naive {
    /// Counts the days between two seconds, for one account or all.
    fn of(events: &[AnswerRequest], (from, to): (i64, i64), account: Option<&str>) -> Self {
        let mut naive = Self::default();
        let mut open: BTreeMap<&[String; 6], VecDeque<()>> = BTreeMap::new();
        let events = events.iter().filter(|event| event.at < to);
        for event in events.filter(|event| account.is_none_or(|name| name == event.account())) {
            match event.outcome {
                Outcome::Granted => open.entry(&event.names).or_default().push_back(()),
                Outcome::Returned => {
                    let _ = open.entry(&event.names).or_default().pop_front();
                }
                Outcome::Denied => {}
            }
            if event.at < from {
                continue;
            }
            let counts = naive.accounts.entry(event.account().to_owned());
            let counts = counts.or_default();
            match event.outcome {
                Outcome::Granted => counts[0] += 1,
                Outcome::Denied => counts[1] += 1,
                Outcome::Returned => counts[2] += 1,
            }
            let [account, _, user, device, _, feature] = event.names.clone();
            if event.outcome == Outcome::Granted && !(user.is_empty() && device.is_empty()) {
                let clients = naive.clients.entry(feature).or_default();
                clients.insert([account, user, device]);
            }
        }
        for (names, open) in open {
            let open = open.len() as u64;
            *naive.activations.entry(names[4].clone()).or_default() += open;
        }
        naive
    }

    fn sum(&self, outcome: usize) -> u64 {
        self.accounts.values().map(|counts| counts[outcome]).sum()
    }

    /// The rows of each usage table as a page shows them, without rows of zero.
    fn tables(&self) -> [(TableName, Vec<Vec<String>>); 3] {
        let accounts = self
            .accounts
            .iter()
            .map(|(name, [granted, denied, returned])| {
                let events = granted + denied + returned;
                (
                    name.clone(),
                    [events, *granted, *denied, *returned].to_vec(),
                )
            });
        let clients = self.clients.iter();
        let clients = clients.map(|(name, of)| (name.clone(), vec![of.len() as u64]));
        let activations = self.activations.iter();
        let activations = activations.map(|(name, open)| (name.clone(), vec![*open]));
        [
            (TableName::ActiveAccounts, rows(accounts)),
            (TableName::ServedClients, rows(clients)),
            (TableName::Activations, rows(activations)),
        ]
    }
}

/// Names and their numbers as rows, by the first number and then by name.
fn rows(counted: impl Iterator<Item = (String, Vec<u64>)>) -> Vec<Vec<String>> {
    let mut counted: Vec<_> = counted.filter(|(_, numbers)| numbers[0] > 0).collect();
    counted.sort_by(|(a, a_numbers), (b, b_numbers)| {
        b_numbers[0].cmp(&a_numbers[0]).then_with(|| a.cmp(b))
    });
    let row = |(name, numbers): (String, Vec<u64>)| {
        let numbers = numbers.into_iter().map(number);
        std::iter::once(name).chain(numbers).collect()
    };
    counted.into_iter().map(row).collect()
}

const DAY_S: i64 = 86_400;

/// 2025-07-01T00:00:00Z and the end of 2025-08-31.
const SUMMER: (i64, i64) = (1_751_328_000, 1_751_328_000 + 62 * DAY_S);

/// All of the data.
const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

/// The same weekdays nine weeks before the summer, up to the last second of the data.
fn before_summer(events: &[AnswerRequest]) -> (i64, i64) {
    let shift = 63 * DAY_S;
    let through = events.iter().map(|event| event.at).max().unwrap();
    assert!(
        through < SUMMER.1,
        "the data ends within the summer's last day"
    );
    (SUMMER.0 - shift, through + 1 - shift)
}

#[tokio::test(flavor = "multi_thread")]
async fn its_usage_is_a_count_of_every_event() {
    let served = Served::demo(ATTEMPTS).await;
    let events = events();
    let account = "Eastmere Shipyard";
    // Until midnight between two working days.
    let july = (SUMMER.0, SUMMER.0 + 30 * DAY_S);
    for (query, seconds, of) in [
        ("range=all", ALWAYS, None),
        ("from=2025-07-01&to=2025-08-31", SUMMER, None),
        (
            "from=2025-07-01&to=2025-07-30&account=Eastmere+Shipyard",
            july,
            Some(account),
        ),
    ] {
        let page = Element::of_html(&served.page(&format!("/?{query}")).await);
        let naive = Naive::of(&events, seconds, of);
        for (name, rows) in naive.tables() {
            assert!(!rows.is_empty(), "{query}: {name:?}");
            let section = page.section(name.title());
            let shown = &section.cells()[1..];
            let meant = &rows[..rows.len().min(PANEL_ROWS)];
            assert_eq!(shown, meant, "{query}: {name:?}");
            let left_out = rows.len() - meant.len();
            let all = format!("All {} rows", rows.len());
            assert_eq!(
                section.text().contains(&all),
                left_out > 0,
                "{query}: {name:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_headline_is_the_report_and_the_usage() {
    let served = Served::demo(ATTEMPTS).await;
    let events = events();
    let query = "from=2025-07-01&to=2025-08-31";
    let page = Element::of_html(&served.page(&format!("/?{query}")).await);
    let report = served.report(query).await;
    let naive = Naive::of(&events, SUMMER, None);
    let past = Naive::of(&events, before_summer(&events), None);
    let count = |key: &str| report[key].as_u64().unwrap();
    let accounts_hit = report["by_account"].as_array().unwrap().len() as u64;
    let figures = headline(&page);
    let names: Vec<&str> = figures.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        [
            "Requests",
            "Attempts (denied)",
            "True denials",
            "Affected users",
            "Accounts hit",
            "Denial rate"
        ]
    );
    let (attempts, granted) = (count("attempts"), naive.sum(0));
    assert_eq!(attempts, naive.sum(1));
    let [asked, asked_before] = [&naive, &past].map(|of| of.sum(0) + of.sum(1));
    let starts = [
        format!("{} {}", number(asked), signed_percent(asked, asked_before)),
        format!(
            "{} {}",
            number(attempts),
            signed_percent(attempts, past.sum(1))
        ),
        format!("{} ", number(count("true_denials"))),
        format!("{} ", number(count("affected_users"))),
        format!("{} ", number(accounts_hit)),
        rate(attempts, granted),
    ];
    for ((name, shown), start) in figures.iter().zip(&starts) {
        assert!(shown.starts_with(start), "{name}: {shown}, not {start}");
    }
    let compared = page.of_class("compared")[0].text();
    assert!(
        compared.starts_with("Compared with 2025-04-29 to 2025-06-29 "),
        "{compared}"
    );
    assert!(compared.contains("9 weeks earlier"), "{compared}");
}

/// The denial rate as a page shows it.
fn rate(denied: u64, granted: u64) -> String {
    let requests = denied + granted;
    percent((denied * 20_000 + requests) / (2 * requests))
}

#[tokio::test(flavor = "multi_thread")]
async fn its_lists_are_those_of_the_report_and_lead_to_the_denials() {
    let served = Served::demo(ATTEMPTS).await;
    let query = "range=all&measure=true";
    let page = Element::of_html(&served.page(&format!("/?{query}")).await);
    let report = served.report(query).await;
    for (heading, list) in [
        ("Denials Distribution", "by_status"),
        ("Denials by Account", "by_account"),
    ] {
        let rows = report[list].as_array().unwrap();
        let listed = page.section(heading).of_class("bar-row");
        assert_eq!(listed.len(), rows.len().min(PANEL_ROWS), "{heading}");
        for (row, listed) in rows.iter().zip(listed) {
            let value = number(row["true_denials"].as_u64().unwrap());
            assert_eq!(listed.of_class("value")[0].text(), value, "{heading}");
            // The denials of the account, or with the status.
            let text = |key: &str| row[key].as_str().unwrap_or_default();
            let view = View::parse_strict(query).unwrap();
            let view = match list {
                "by_status" => {
                    let status = format!("{}:{}", text("space"), text("code"));
                    view.toggled(FilterKey::Status, &status)
                }
                _ => view.toggled(FilterKey::Account, text("account")),
            };
            let meant = format!("/denials?{}", view.to_query());
            assert_eq!(listed.attribute("href"), meant, "{heading}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_previous_period_it_says_why() {
    let served = Served::demo(ATTEMPTS).await;
    for (query, reason) in [
        ("range=all", "no previous period"),
        ("from=2024-09-02&to=2025-08-31", "but the data only on"),
    ] {
        let page = Element::of_html(&served.page(&format!("/?{query}")).await);
        let compared = page.of_class("compared")[0].text();
        assert!(compared.contains(reason), "{query}: {compared}");
        assert!(page.of_class("change").is_empty(), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_says_how_to_import() {
    let served = Served::empty().await;
    for path in ["/", "/denials"] {
        let text = Element::of_html(&served.page(path).await).text();
        let database = served.folder.path().join("turnaway.db");
        let command = format!("turnaway import --database {}", database.display());
        assert!(text.contains(&command), "{path}: {text}");
    }
}
