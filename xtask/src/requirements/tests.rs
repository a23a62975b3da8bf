#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::need::Package;
use super::plan::{Root, advice, candidate, command, install, is_yes, plan, update};
use super::*;

/// Something that apt would install: the packages with their versions.
type Apt = [(Package, &'static str)];

const DEBIAN_12: &Apt = &[
    ("gcc", "4:12.2.0-3"),
    ("nodejs", "18.20.4+dfsg-1~deb12u1"),
    ("npm", "9.2.0~ds1-1"),
    ("python3", "3.11.2-1+b1"),
    ("chromium", "156.0.8078.114-1~deb12u1"),
];
const DEBIAN_13: &Apt = &[
    ("gcc", "4:14.2.0-1"),
    ("nodejs", "20.19.2+dfsg-1"),
    ("npm", "9.2.0~ds1-3"),
    ("python3", "3.13.5-1"),
    ("chromium", "156.0.8078.114-1~deb13u1"),
];
const UBUNTU_24_04: &Apt = &[
    ("gcc", "4:13.2.0-7ubuntu1"),
    ("nodejs", "18.19.1+dfsg-6ubuntu5"),
    ("npm", "9.2.0~ds1-2"),
    ("python3", "3.12.3-0ubuntu2"),
];

const AS_ROOT: System = System {
    has_apt: true,
    root: Root::Is,
};
const WITH_SUDO: System = System {
    has_apt: true,
    root: Root::Sudo,
};
const WITHOUT_ROOT: System = System {
    has_apt: true,
    root: Root::No,
};
const WITHOUT_APT: System = System {
    has_apt: false,
    root: Root::Sudo,
};

fn of(apt: &'static Apt) -> impl Fn(Package) -> Option<String> {
    |package| {
        let found = apt.iter().find(|(name, _)| *name == package);
        found.map(|(_, version)| (*version).to_owned())
    }
}

/// A machine with rustup and a C compiler, without which this would not run.
fn bare() -> Here {
    Here {
        has_c_compiler: true,
        ..Here::default()
    }
}

fn command_after_update(needs: &[Need], apt: &'static Apt) -> String {
    let missing = bare().missing(needs);
    command(&Split::after_update(&missing, of(apt)), AS_ROOT)
}

#[test]
fn what_is_there_is_not_missing() {
    let here = Here {
        has_c_compiler: true,
        node: Some("v18.20.8".to_owned()),
        has_npm: true,
        has_venv: false,
        chromium: Some("/usr/bin/chromium".into()),
    };
    assert_eq!(here.missing(&SITE), []);
    assert_eq!(
        here.missing(&TEST),
        [Need::Node { oldest: 20 }, Need::Venv],
        "the tests need a newer Node than the site"
    );
    assert_eq!(
        here.describe(&here.missing(&TEST)),
        "Node 20 or newer (this is v18.20.8), Python 3.10 or newer with its module venv"
    );
    let no_node = Here { node: None, ..here };
    assert_eq!(no_node.missing(&SITE), [Need::Node { oldest: 18 }]);
}

#[test]
fn a_task_that_needs_nothing_more_is_not_held_up() {
    assert_eq!(bare().missing(&TEST_NO_BROWSER), []);
    assert_eq!(Here::default().missing(&TEST_NO_BROWSER), [Need::CCompiler]);
}

#[test]
fn the_site_comes_through_apt_alone_where_node_is_18() {
    for apt in [DEBIAN_12, DEBIAN_13, UBUNTU_24_04] {
        assert_eq!(
            command_after_update(&SITE, apt),
            "apt-get update && apt-get install --yes --no-install-recommends nodejs npm"
        );
    }
}

#[test]
fn the_tests_come_through_apt_alone_where_node_is_20() {
    assert_eq!(
        command_after_update(&TEST, DEBIAN_13),
        "apt-get update && apt-get install --yes --no-install-recommends \
         nodejs npm python3 python3-venv chromium fonts-dejavu-core"
    );
}

#[test]
fn a_node_that_is_too_old_for_the_tests_is_not_taken_from_apt() {
    let split = Split::after_update(&bare().missing(&TEST), of(DEBIAN_12));
    assert_eq!(split.by_hand, [Need::Node { oldest: 20 }]);
    assert_eq!(split.by_apt, [Need::Npm, Need::Venv, Need::Chromium]);
    assert!(command(&split, WITH_SUDO).ends_with(" && sudo npm install --global node@22"));
}

#[test]
fn ubuntus_chromium_is_not_taken_from_apt() {
    for apt in [UBUNTU_24_04, &[("chromium", "2:1snap1-0ubuntu2")]] {
        let split = Split::after_update(&[Need::Chromium], of(apt));
        assert_eq!(split.by_hand, [Need::Chromium], "{apt:?}");
        assert_eq!(split.by_apt, []);
        let command = command(&split, WITH_SUDO);
        assert!(command.contains("google-chrome-stable"), "{command}");
    }
}

#[test]
fn a_bare_machine_whose_lists_are_empty_is_asked_before_they_are_made() {
    let missing = bare().missing(&TEST);
    let split = Split::before_update(&missing, AS_ROOT, of(&[]));
    assert_eq!(split.by_apt, missing, "it may be there");
    assert_eq!(plan(&split, AS_ROOT, Consent::ToAsk), Plan::Ask);
    let split = Split::after_update(&missing, of(&[]));
    assert_eq!(split.by_hand, missing, "it is not there");
}

#[test]
fn nothing_is_installed_without_consent() {
    let split = Split::before_update(&bare().missing(&SITE), WITH_SUDO, of(DEBIAN_12));
    for system in [AS_ROOT, WITH_SUDO] {
        assert_eq!(plan(&split, system, Consent::Given), Plan::Install);
        assert_eq!(plan(&split, system, Consent::ToAsk), Plan::Ask);
        assert_eq!(plan(&split, system, Consent::NoTerminal), Plan::ByHand);
    }
}

#[test]
fn consent_does_not_help_where_apt_cannot() {
    let missing = bare().missing(&SITE);
    let split = Split::before_update(&missing, WITHOUT_ROOT, of(DEBIAN_12));
    assert_eq!(plan(&split, WITHOUT_ROOT, Consent::Given), Plan::ByHand);
    let advice_as_root = advice(&split, WITHOUT_ROOT);
    assert!(advice_as_root.starts_with("run as root\n  apt-get update && apt-get install"));

    let split = Split::before_update(&missing, WITHOUT_APT, of(&[]));
    assert_eq!(plan(&split, WITHOUT_APT, Consent::Given), Plan::ByHand);
    assert_eq!(
        advice(&split, WITHOUT_APT),
        "there is no apt here; install it as your system does it (the packages of Debian: \
         nodejs npm)"
    );

    let newer_node = [Need::Node { oldest: 20 }];
    let split = Split::before_update(&newer_node, WITH_SUDO, of(DEBIAN_12));
    assert_eq!(
        plan(&split, WITH_SUDO, Consent::Given),
        Plan::ByHand,
        "nothing to install again and again"
    );
    assert_eq!(
        advice(&split, WITH_SUDO),
        "run\n  sudo npm install --global node@22\nand try again"
    );
}

#[test]
fn what_no_command_installs_is_named() {
    let split = Split::after_update(
        &[Need::Npm, Need::Venv],
        of(&[("npm", "7.5.2+ds-2"), ("python3", "3.9.2-3")]),
    );
    assert_eq!(
        advice(&split, AS_ROOT),
        "run\n  apt-get update && apt-get install --yes --no-install-recommends npm\n\
         and install Python 3.10 or newer with its module venv, which apt here does not have\n\
         and try again"
    );
}

#[test]
fn apt_is_called_by_root_or_through_sudo_and_asks_nothing() {
    let words = |system| [update(system), install(&[Need::CCompiler], system)];
    let alone = [
        "env DEBIAN_FRONTEND=noninteractive apt-get update",
        "env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
         gcc libc6-dev",
    ];
    assert_eq!(words(AS_ROOT).map(|words| words.join(" ")), alone);
    assert_eq!(
        words(WITH_SUDO).map(|words| words.join(" ")),
        alone.map(|line| format!("sudo {line}"))
    );
}

#[test]
fn the_candidate_is_read_from_apts_policy() {
    let policy = "nodejs:\n  Installed: (none)\n  Candidate: 18.20.4+dfsg-1~deb12u1\n";
    assert_eq!(candidate(policy).unwrap(), "18.20.4+dfsg-1~deb12u1");
    assert_eq!(
        candidate("chromium:\n  Installed: (none)\n  Candidate: (none)\n"),
        None
    );
    assert_eq!(candidate(""), None, "apt does not know the package");
}

#[test]
fn versions_are_read_with_epochs_and_without() {
    let node = Need::Node { oldest: 20 };
    for version in ["v20.0.0", "20.19.2+dfsg-1", "2:22.1", "v100.0.0-nightly"] {
        assert!(node.is_met_by(version), "{version}");
    }
    for version in ["v18.20.8", "18.20.4+dfsg-1~deb12u1", "v9.0.0", "", "new"] {
        assert!(!node.is_met_by(version), "{version}");
    }
    assert!(Need::Venv.is_met_by("3.10.6-1~22.04"));
    assert!(!Need::Venv.is_met_by("3.9.2-3"));
}

#[test]
fn return_is_a_yes_and_anything_else_is_none() {
    for answer in ["\n", "y\n", "Y\n", " yes \n"] {
        assert!(is_yes(answer), "{answer:?}");
    }
    for answer in ["n\n", "no\n", "what?\n"] {
        assert!(!is_yes(answer), "{answer:?}");
    }
}
