//! The machine that measures, without naming anyone.

use std::fs;
use std::process::Command;
use std::thread;

use crate::failure::Failure;
use crate::step::output;

/// What a reader must know of the machine.
#[derive(Debug)]
pub(crate) struct Machine {
    /// Its cores, memory and system.
    pub(crate) described: String,
    /// What else ran meanwhile: the load averages, where the system has them.
    pub(crate) load: String,
}

impl Machine {
    /// Looks at the machine as it is now.
    pub(crate) fn look() -> Result<Self, Failure> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let system = output(Command::new("uname").args(["-s", "-r", "-m"]))?;
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load: Vec<&str> = load.split_whitespace().take(3).collect();
        Ok(Self {
            described: format!("{cores} cores{}, {}", memory_gb(&memory), system.trim()),
            load: if load.is_empty() {
                "unknown".to_owned()
            } else {
                load.join(" ")
            },
        })
    }
}

/// `, 23 GB` from what Linux says of its memory; nothing elsewhere.
fn memory_gb(meminfo: &str) -> String {
    let kilobytes = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map_or_else(String::new, |kilobytes| {
        format!(", {:.0} GB", kilobytes * 1024.0 / 1e9)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_rounded_to_gigabytes() {
        let text = "MemTotal:       24600000 kB\nMemFree: 1 kB\n";
        assert_eq!(memory_gb(text), ", 25 GB");
        assert_eq!(memory_gb(""), "");
    }
}
