//! The filter bar without JavaScript: a plain form that submits the shown view, and chips that
//! are links.

use axum::http::{StatusCode, header};
use domain::view::{FilterKey, View};
use service::choices::choice_keys;
use service::presentation::Presentation;

use super::Served;
use super::element::Element;

/// A field of a form: its name and its value.
type Field = (String, String);

/// What a browser would submit of the filter form, in document order.
fn successful(page: &Element) -> Vec<Field> {
    let forms = page.all(&|tag| tag.attribute("id") == Some("filters"));
    let [form] = forms[..] else {
        panic!("one form is meant");
    };
    assert_eq!(form.attribute("method"), "get");
    // A button is submitted only if pressed.
    let mut controls =
        page.all(&|tag| tag.attribute("form") == Some("filters") && tag.name != "button");
    controls.extend(form.all(&|tag| matches!(&*tag.name, "input" | "select")));
    let fields = controls.into_iter().filter_map(|control| {
        let name = control.tag.attribute("name")?.to_owned();
        let value = match control.tag.name.as_str() {
            "select" => {
                let options = control.named("option");
                let chosen = options.iter().find(|one| has(one, "selected"));
                let chosen = chosen.or(options.first()).expect("it has options");
                chosen.attribute("value").to_owned()
            }
            _ if control.attribute("type") == "checkbox" && !has(control, "checked") => {
                return None;
            }
            _ => control.attribute("value").to_owned(),
        };
        Some((name, value))
    });
    fields.collect()
}

fn has(element: &Element, attribute: &str) -> bool {
    element.tag.attribute(attribute).is_some()
}

/// The fields, with another value for some of them.
fn with(fields: &[Field], changes: &[(&str, &str)]) -> Vec<Field> {
    let mut fields = fields.to_vec();
    for (name, value) in changes {
        let field = fields.iter_mut().find(|(key, _)| key == name);
        let (_, known) = field.unwrap_or_else(|| panic!("no field {name}"));
        (*value).clone_into(known);
    }
    fields
}

/// Where a form submitted to this URL leads.
async fn sent_to(served: &Served, path: &str, fields: &[Field]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    let answer = served.get(&format!("{path}?{}", query.finish())).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.header(header::LOCATION).to_owned()
}

async fn page(served: &Served, target: &str) -> Element {
    Element::of_html(&served.page(target).await)
}

/// Views with every field filled, in every presentation.
const QUERIES: [&str; 9] = [
    "",
    "range=all",
    "from=2025-03-01&to=2025-05-31",
    "from=2025-03-01",
    "measure=users&q=mesh+%26+more&range=28d&tz=Europe%2FMadrid&w=0&g=77",
    "account=Oxmoor+Pumpworks&account=Nobody+at+all&not-account=Drumlin+Heavy+Lift&range=all",
    "category=capacity&model=&not-source=cls&not-user=&server=lic-eu-1&source=local&\
     status=flexnet-publisher%3A-4&user=nadia&user=%3Cb%3E&device=&product=a%26b&feature=%22",
    "compare=before&step=month&sort=account%2C-time&hide=device%2Cversion&theme=dark&embed=1",
    "not-feature=%F0%9F%A6%80&range=7d&theme=light",
];

#[tokio::test(flavor = "multi_thread")]
async fn it_submits_the_view_that_it_shows() {
    let served = Served::demo(1_000).await;
    for query in QUERIES {
        for path in ["/", "/denials"] {
            let page = page(&served, &format!("{path}?{query}")).await;
            let parsed = View::parse(query);
            assert!(parsed.errors.is_empty(), "{query}");
            let shown = Presentation::parse(&parsed.presentation);
            let canonical = parsed.view.to_query_with(&shown.pairs());
            let meant = match &*canonical {
                "" => path.to_owned(),
                query => format!("{path}?{query}"),
            };
            let fields = successful(&page);
            assert_eq!(sent_to(&served, path, &fields).await, meant);
            // The URL that it leads to is canonical, so it does not redirect again.
            assert_eq!(served.get(&meant).await.status, StatusCode::OK);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_view_begins_with_its_first_row() {
    let served = Served::demo(300).await;
    let page = page(&served, "/denials?range=all&row=101&sort=user").await;
    let url = sent_to(&served, "/denials", &successful(&page)).await;
    assert_eq!(url, "/denials?range=all&sort=user");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_has_a_field() {
    let served = Served::demo(1_000).await;
    let page = page(&served, "/denials?range=all").await;
    let fields = successful(&page);
    let names: Vec<&str> = fields.iter().map(|(name, _)| &**name).collect();
    for name in [
        "range", "from", "to", "tz", "measure", "q", "w", "g", "theme",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    for key in choice_keys() {
        let typed = format!("also-{}", key.word());
        assert!(names.contains(&&*typed), "{typed}");
        let boxes = page.all(&|tag| {
            tag.attribute("type") == Some("checkbox") && tag.attribute("name") == Some(key.word())
        });
        assert!(!boxes.is_empty(), "{key:?} offers existing values");
    }
    let compare = page.all(&|tag| tag.attribute("name") == Some("compare"));
    assert_eq!(compare.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn typed_values_join_the_selected_ones() {
    let served = Served::demo(300).await;
    let page = page(&served, "/denials?range=all&account=Oxmoor+Pumpworks").await;
    let changes = [("also-account", "Some & one"), ("also-status", "rlm:-22")];
    let fields = with(&successful(&page), &changes);
    let url = sent_to(&served, "/denials", &fields).await;
    let meant = "/denials?account=Oxmoor+Pumpworks&account=Some+%26+one&range=all&\
                 status=rlm%3A-22";
    assert_eq!(url, meant);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_range_and_the_dates_do_not_get_in_each_others_way() {
    let served = Served::demo(300).await;
    // Typed dates win over the shown preset.
    let preset = successful(&page(&served, "/denials?range=all").await);
    let fields = with(&preset, &[("from", "2025-03-01"), ("to", "2025-05-31")]);
    let url = sent_to(&served, "/denials", &fields).await;
    assert_eq!(url, "/denials?from=2025-03-01&to=2025-05-31");
    // A selected preset wins over the shown dates.
    let dates = successful(&page(&served, "/denials?from=2025-03-01&to=2025-05-31").await);
    let fields = with(&dates, &[("range", "28d")]);
    let url = sent_to(&served, "/denials", &fields).await;
    assert_eq!(url, "/denials?range=28d");
    // A changed date wins.
    let fields = with(&dates, &[("to", "")]);
    let url = sent_to(&served, "/denials", &fields).await;
    assert_eq!(url, "/denials?from=2025-03-01");
}

/// The links of a class in the chip with a text.
fn chip_links<'a>(page: &'a Element, text: &str, class: &str) -> Vec<&'a str> {
    let chips = page.of_class("chip").into_iter();
    let mut chips = chips.filter(|chip| chip.of_class("chip-text")[0].text() == text);
    let chip = chips.next().unwrap_or_else(|| panic!("no chip `{text}`"));
    let links = chip.of_class(class).into_iter();
    links.map(|link| link.attribute("href")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn chips_are_removed_and_negated() {
    let served = Served::demo(300).await;
    let target = "/denials?account=A%26B&not-feature=mesh&q=nadia&range=all&theme=dark";
    let page = page(&served, target).await;
    assert_eq!(page.of_class("chip").len(), 3);
    for (text, class, link) in [
        (
            "account: A&B",
            "chip-remove",
            "/denials?not-feature=mesh&q=nadia&range=all&theme=dark",
        ),
        (
            "account: A&B",
            "chip-turn",
            "/denials?not-account=A%26B&not-feature=mesh&q=nadia&range=all&theme=dark",
        ),
        (
            "not feature: mesh",
            "chip-remove",
            "/denials?account=A%26B&q=nadia&range=all&theme=dark",
        ),
        (
            "not feature: mesh",
            "chip-turn",
            "/denials?account=A%26B&feature=mesh&q=nadia&range=all&theme=dark",
        ),
        (
            "text: nadia",
            "chip-remove",
            "/denials?account=A%26B&not-feature=mesh&range=all&theme=dark",
        ),
    ] {
        assert_eq!(chip_links(&page, text, class), [link], "{text}: {class}");
    }
    let count = page.of_class("filter-open")[0].text();
    assert_eq!(count, "Filters (3) All time", "the range remains");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reset_keeps_the_presentation() {
    let served = Served::demo(300).await;
    let target = "/denials?account=A&range=all&theme=dark&hide=device";
    let page = page(&served, target).await;
    let links = page.named("a").into_iter();
    let mut links = links.filter(|link| link.text() == "Reset");
    let reset = links.next().map(|link| link.attribute("href"));
    assert_eq!(reset, Some("/denials?hide=device&theme=dark"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theme_in_the_url_is_that_of_the_document() {
    let served = Served::demo(300).await;
    for path in ["/", "/denials", "/table/denials-by-account"] {
        for (query, theme) in [
            ("theme=dark", Some("dark")),
            ("theme=light", Some("light")),
            ("theme=pink", None),
            ("range=all", None),
        ] {
            let page = page(&served, &format!("{path}?{query}")).await;
            let document = page.named("html");
            let shown = document[0].tag.attribute("data-theme");
            assert_eq!(shown, theme, "{path}?{query}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_value_has_one_url() {
    let served = Served::demo(300).await;
    for key in FilterKey::ALL {
        let (typed, canonical) = match key {
            FilterKey::Status => ("rlm:-22", "rlm%3A-22"),
            FilterKey::Category => ("capacity", "capacity"),
            FilterKey::Source => ("local", "local"),
            _ => ("a%20%26b", "a+%26b"),
        };
        for word in [key.word(), key.not_word()] {
            let target = format!("/denials?also-{word}={typed}&from=&tz=UTC&theme=");
            let answer = served.get(&target).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{target}");
            let meant = format!("/denials?{word}={canonical}");
            assert_eq!(answer.header(header::LOCATION), meant);
        }
    }
}
