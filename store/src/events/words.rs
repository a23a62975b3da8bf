//! Dictionaries: names, and the ids under which rows hold them.

use hashbrown::HashMap;

/// One dictionary in memory. Ids count from 1, in the order in which words came.
#[derive(Default)]
pub(crate) struct Words {
    ids: HashMap<Box<str>, u32>,
    list: Vec<Box<str>>,
}

impl Words {
    /// How many words there are, which is also the last id.
    pub(crate) fn len(&self) -> u32 {
        self.list.len() as u32
    }

    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// The id of a word, which is added when it is new.
    pub(crate) fn intern(&mut self, word: &str) -> u32 {
        match self.ids.get(word) {
            Some(id) => *id,
            None => self.add(word),
        }
    }

    /// Adds a word that is known to be new.
    pub(crate) fn add(&mut self, word: &str) -> u32 {
        self.list.push(Box::from(word));
        let id = self.len();
        self.ids.insert(Box::from(word), id);
        id
    }

    /// The words after the first `known`, in the order of their ids.
    pub(crate) fn after(&self, known: usize) -> impl Iterator<Item = &str> {
        self.list.iter().skip(known).map(|word| &**word)
    }
}

/// Two names as one word; the length keeps `("ab", "c")` apart from `("a", "bc")`.
pub(crate) fn pair(first: &str, second: &str) -> String {
    format!("{}:{first}{second}", first.len())
}

/// The dictionaries whose rows are an id and a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Accounts,
    Users,
    Devices,
    Products,
    Features,
    Versions,
    Models,
}

impl Names {
    pub(crate) const ALL: [Self; 7] = [
        Self::Accounts,
        Self::Users,
        Self::Devices,
        Self::Products,
        Self::Features,
        Self::Versions,
        Self::Models,
    ];

    /// The rows after an id, in order.
    pub(crate) fn select_after(self) -> &'static str {
        match self {
            Self::Accounts => "select id, name from accounts where id > ? order by id",
            Self::Users => "select id, name from users where id > ? order by id",
            Self::Devices => "select id, name from devices where id > ? order by id",
            Self::Products => "select id, name from products where id > ? order by id",
            Self::Features => "select id, name from features where id > ? order by id",
            Self::Versions => "select id, name from versions where id > ? order by id",
            Self::Models => "select id, name from models where id > ? order by id",
        }
    }

    /// Adds a row.
    pub(crate) fn insert(self) -> &'static str {
        match self {
            Self::Accounts => "insert into accounts (id, name) values (?, ?)",
            Self::Users => "insert into users (id, name) values (?, ?)",
            Self::Devices => "insert into devices (id, name) values (?, ?)",
            Self::Products => "insert into products (id, name) values (?, ?)",
            Self::Features => "insert into features (id, name) values (?, ?)",
            Self::Versions => "insert into versions (id, name) values (?, ?)",
            Self::Models => "insert into models (id, name) values (?, ?)",
        }
    }
}

/// A value for each dictionary of names.
#[derive(Default)]
pub(crate) struct ByNames<T> {
    accounts: T,
    users: T,
    devices: T,
    products: T,
    features: T,
    versions: T,
    models: T,
}

impl<T> ByNames<T> {
    pub(crate) fn get(&self, names: Names) -> &T {
        match names {
            Names::Accounts => &self.accounts,
            Names::Users => &self.users,
            Names::Devices => &self.devices,
            Names::Products => &self.products,
            Names::Features => &self.features,
            Names::Versions => &self.versions,
            Names::Models => &self.models,
        }
    }

    pub(crate) fn get_mut(&mut self, names: Names) -> &mut T {
        match names {
            Names::Accounts => &mut self.accounts,
            Names::Users => &mut self.users,
            Names::Devices => &mut self.devices,
            Names::Products => &mut self.products,
            Names::Features => &mut self.features,
            Names::Versions => &mut self.versions,
            Names::Models => &mut self.models,
        }
    }
}
