//! The distinct names of servers.

use hashbrown::HashMap;

use crate::frame::Server;

/// The distinct names of servers, whatever the account.
pub(super) struct ServerNames<'a> {
    names: Vec<&'a str>,
    /// By server, the index of its name.
    ids: Vec<u32>,
}

impl<'a> ServerNames<'a> {
    pub(super) fn of(servers: &'a [Server]) -> Self {
        let mut names = Vec::new();
        let mut places: HashMap<&str, u32> = HashMap::new();
        let ids = servers.iter().map(|server| {
            *places.entry(&server.name).or_insert_with(|| {
                names.push(&*server.name);
                names.len() as u32 - 1
            })
        });
        let ids = ids.collect();
        Self { names, ids }
    }

    /// The number of names.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The index of a server's name.
    pub(super) fn id(&self, server: u32) -> Option<u32> {
        self.ids.get(server as usize).copied()
    }

    /// The name at an index.
    pub(super) fn name(&self, id: u32) -> &'a str {
        self.names.get(id as usize).copied().unwrap_or("")
    }
}
