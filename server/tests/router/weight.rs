//! The first HTML is small whatever the data.

use axum::http::{StatusCode, header};
use domain::event::{Event, Outcome};
use domain::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
    VersionName,
};
use domain::status::LoggedStatus;
use domain::view::FilterKey;
use service::answer::TABLE_ROWS;
use service::route::Route;

use super::{Served, denied};

/// The maximum bytes of a page's first HTML, compressed.
const HTML_BYTES_MAX: usize = 60 * 1024;

/// The maximum with typical data, as the demo generates it.
const ORDINARY_BYTES_MAX: usize = 45 * 1024;

const YEAR_S: usize = 365 * 86_400;

/// Pseudo-random numbers, always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % end
    }

    fn name(&mut self, alphabet: &[char], chars: usize) -> String {
        let mut any = || alphabet[self.below(alphabet.len())];
        (0..chars).map(|_| any()).collect()
    }
}

/// Characters of names: those that neither a URL nor JSON escapes; those that both escape; and
/// those that take three bytes in one and nine in the other.
pub(crate) fn alphabets() -> [Vec<char>; 3] {
    let letters = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    let signs = "<>&\"'%+=?#;/\\ {}[]|^~`$@!,".chars();
    let ideographs = ('\u{4e00}'..'\u{9fa5}').chain('\u{ac00}'..'\u{d7a3}');
    [letters.collect(), signs.collect(), ideographs.collect()]
}

/// A database of this many accounts, features, users, statuses and so on, each with a different
/// name of this many characters.
pub(crate) async fn heavy(alphabet: &[char], chars: usize, names: usize) -> Served {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let names: Vec<[String; 11]> = (0..names)
        .map(|_| std::array::from_fn(|_| random.name(alphabet, chars)))
        .collect();
    let mut events = Vec::new();
    for names in &names {
        // Any time within a year: the days' numbers are as random as the names.
        let seconds = i64::try_from(random.below(YEAR_S)).unwrap();
        let [account, user, device, product, feature, version, ..] = names.each_ref();
        let [.., model, server, space, code, description] = names.each_ref();
        let event = Event {
            account: AccountName(account),
            user: UserName(user),
            device: DeviceName(device),
            product: ProductName(product),
            feature: FeatureName(feature),
            version: VersionName(version),
            model: LicenseModel(model),
            server: ServerName(server),
            ..denied(-seconds)
        };
        let status = LoggedStatus {
            space,
            code,
            description,
        };
        let granted = Event {
            outcome: Outcome::Granted,
            status: None,
            ..event
        };
        let denied = Event {
            status: Some(status),
            ..event
        };
        events.extend([denied, granted]);
    }
    Served::of(&events).await
}

/// The bytes of a page as a browser gets it.
async fn weight(served: &Served, target: &str) -> usize {
    let answer = served
        .get_with(target, &[(header::ACCEPT_ENCODING, "br")])
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header(header::CONTENT_ENCODING), "br");
    answer.body.len()
}

/// Both pages, in the presentations that show most.
const TARGETS: [&str; 5] = [
    "/?range=all",
    "/?from=2025-08-01&to=2025-09-01&compare=before",
    "/denials?range=all",
    "/denials?from=2024-09-01&to=2025-08-31&compare=before&step=day",
    "/denials?from=2025-08-01&to=2025-09-01&compare=before&sort=account&step=day",
];

#[tokio::test(flavor = "multi_thread")]
async fn incompressible_names_are_cut() {
    for alphabet in alphabets() {
        for (chars, names) in [(400, 1_000), (40, 3_000), (8, 3_000)] {
            let served = heavy(&alphabet, chars, names).await;
            for target in TARGETS {
                let bytes = weight(&served, target).await;
                assert!(bytes <= HTML_BYTES_MAX, "{chars}: {target}: {bytes} bytes");
            }
            let data = served.scoped.first_page(Route::Denials, "range=all").await;
            let answer = data.unwrap().answer;
            // Something of each list is there.
            assert!(
                !answer.rows.is_empty() && !answer.report.by[FilterKey::Account].rows.is_empty()
            );
            assert!(
                !answer
                    .weights
                    .iter()
                    .all(|weight| weight.accounts.is_empty())
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_long_name_does_not_displace_the_others() {
    let long = "long ".repeat(20_000);
    let accounts = [&*long, "Brenn", "Halle"];
    let events: Vec<Event<'_>> = (0..6)
        .zip(accounts.into_iter().cycle())
        .map(|(seconds, account)| Event {
            account: AccountName(account),
            feature: FeatureName(account),
            ..denied(seconds)
        })
        .collect();
    let served = Served::of(&events).await;
    let data = served.scoped.first_page(Route::Denials, "range=all").await;
    let report = data.unwrap().answer.report;
    for key in [FilterKey::Account, FilterKey::Feature] {
        let list = &report.by[key];
        let names: Vec<&str> = list.rows.iter().map(|row| &*row.key).collect();
        assert_eq!(names, ["Brenn", "Halle"]);
        assert_eq!(list.rows_total, 3, "it is one of the others");
    }
    for target in TARGETS {
        assert!(
            weight(&served, target).await <= ORDINARY_BYTES_MAX,
            "{target}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn typical_data_is_complete_and_far_below_the_limit() {
    let served = Served::demo(20_000).await;
    for target in TARGETS {
        let bytes = weight(&served, target).await;
        assert!(bytes <= ORDINARY_BYTES_MAX, "{target}: {bytes} bytes");
    }
    for query in ["range=all", "range=all&measure=users&sort=description"] {
        for place in Route::ALL {
            let mut shown = served.scoped.first_page(place, query).await.unwrap();
            let whole = served.scoped.page_data(place, query, TABLE_ROWS).await;
            shown.now_s = whole.as_ref().unwrap().now_s;
            assert_eq!(shown, whole.unwrap(), "{place:?}: {query}");
        }
    }
}
