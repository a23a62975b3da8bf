//! What is done about what is missing: pure, so that it is tested without apt.

use std::process::Command;

use super::need::{Need, Package};
use crate::files::on_path;

/// How this machine installs packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct System {
    /// There is apt.
    pub(super) has_apt: bool,
    /// Who may call it.
    pub(super) root: Root,
}

/// Who this process may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// It is root.
    Is,
    /// It becomes root with sudo.
    Sudo,
    /// It is not and cannot become root.
    No,
}

/// Whether installing is agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// `--yes`, or continuous integration.
    Given,
    /// There is a person to ask.
    ToAsk,
    /// There is none.
    NoTerminal,
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Install what apt has.
    Install,
    /// Ask, and then install or not.
    Ask,
    /// Name the command, and end.
    ByHand,
}

/// What is missing, by where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// Apt has it.
    pub(super) by_apt: Vec<Need>,
    /// Apt has none, or one that is too old.
    pub(super) by_hand: Vec<Need>,
}

impl System {
    pub(super) fn look() -> Self {
        let has_apt = on_path(&["apt-get"]).is_some();
        let root = if is_root() {
            Root::Is
        } else if on_path(&["sudo"]).is_some() {
            Root::Sudo
        } else {
            Root::No
        };
        Self { has_apt, root }
    }

    fn sudo(self) -> Option<&'static str> {
        (self.root == Root::Sudo).then_some("sudo")
    }
}

impl Split {
    /// By apt's lists as they are. A bare machine has none, so that a package without a
    /// version may turn out to be there.
    pub(super) fn before_update(
        missing: &[Need],
        system: System,
        candidate: impl Fn(Package) -> Option<String>,
    ) -> Self {
        if system.has_apt {
            Self::by_candidate(missing, true, candidate)
        } else {
            Self::by_hand(missing)
        }
    }

    /// By lists that are new: what they do not have is not there.
    pub(super) fn after_update(
        missing: &[Need],
        candidate: impl Fn(Package) -> Option<String>,
    ) -> Self {
        Self::by_candidate(missing, false, candidate)
    }

    /// Nothing comes through apt.
    pub(super) fn by_hand(missing: &[Need]) -> Self {
        Self {
            by_apt: Vec::new(),
            by_hand: missing.to_vec(),
        }
    }

    fn by_candidate(
        missing: &[Need],
        unknown: bool,
        candidate: impl Fn(Package) -> Option<String>,
    ) -> Self {
        let is_in_apt = |need: &Need| {
            let first = need.packages().first();
            match first.and_then(|package| candidate(package)) {
                Some(version) => need.is_met_by(&version),
                None => unknown,
            }
        };
        let (by_apt, by_hand) = missing.iter().partition(|need| is_in_apt(need));
        Self { by_apt, by_hand }
    }
}

/// Decides.
pub(super) fn plan(split: &Split, system: System, consent: Consent) -> Plan {
    if split.by_apt.is_empty() || system.root == Root::No {
        return Plan::ByHand;
    }
    match consent {
        Consent::Given => Plan::Install,
        Consent::ToAsk => Plan::Ask,
        Consent::NoTerminal => Plan::ByHand,
    }
}

/// The command that renews apt's lists.
pub(super) fn update(system: System) -> Vec<&'static str> {
    apt_get(system, ["update"])
}

/// The command that installs.
pub(super) fn install(needs: &[Need], system: System) -> Vec<&'static str> {
    let mut words = apt_get(system, ["install", "--yes", "--no-install-recommends"]);
    words.extend(packages(needs));
    words
}

/// apt-get that asks no questions.
fn apt_get<const N: usize>(system: System, arguments: [&'static str; N]) -> Vec<&'static str> {
    let apt_get = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    system
        .sudo()
        .into_iter()
        .chain(apt_get)
        .chain(arguments)
        .collect()
}

fn packages(needs: &[Need]) -> Vec<Package> {
    needs
        .iter()
        .flat_map(|need| need.packages())
        .copied()
        .collect()
}

/// The one command of a shell that installs everything, as a person would type it.
pub(super) fn command(split: &Split, system: System) -> String {
    let mut parts = Vec::new();
    if !split.by_apt.is_empty() {
        parts.push("apt-get update".to_owned());
        parts.push(format!(
            "apt-get install --yes --no-install-recommends {}",
            packages(&split.by_apt).join(" ")
        ));
    }
    let by_hand = split
        .by_hand
        .iter()
        .filter_map(|need| need.command_without_apt());
    parts.extend(by_hand.flatten().map(|&part| part.to_owned()));
    let sudo = system
        .sudo()
        .map_or(String::new(), |sudo| format!("{sudo} "));
    let parts = parts.into_iter().map(|part| format!("{sudo}{part}"));
    parts.collect::<Vec<_>>().join(" && ")
}

/// What to do by hand, as the end of a message.
pub(super) fn advice(split: &Split, system: System) -> String {
    if !system.has_apt {
        return format!(
            "there is no apt here; install it as your system does it (the packages of Debian: {})",
            packages(&split.by_hand).join(" ")
        );
    }
    let who = if system.root == Root::No {
        " as root"
    } else {
        ""
    };
    let mut advice = Vec::new();
    let command = command(split, system);
    if !command.is_empty() {
        advice.push(format!("run{who}\n  {command}"));
    }
    for need in &split.by_hand {
        if need.command_without_apt().is_none() {
            advice.push(format!(
                "install {}, which apt here does not have",
                need.name()
            ));
        }
    }
    format!("{}\nand try again", advice.join("\nand "))
}

/// Whether an answer is a yes. Return alone is one.
pub(super) fn is_yes(answer: &str) -> bool {
    ["", "y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str())
}

/// The version that apt would install, from what `apt-cache policy` prints.
pub(super) fn candidate(policy: &str) -> Option<String> {
    let line = policy
        .lines()
        .find_map(|line| line.trim().strip_prefix("Candidate:"))?;
    let version = line.trim();
    (!version.is_empty() && version != "(none)").then(|| version.to_owned())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
