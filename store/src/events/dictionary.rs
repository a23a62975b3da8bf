//! Dictionaries: names, and the ids under which rows hold them.

use domain::dimension::Names;
use hashbrown::HashMap;
use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

/// One dictionary in memory. Ids count from 1, in the order of first use.
#[derive(Default)]
pub(crate) struct NameIds {
    ids: HashMap<Box<str>, u32>,
    list: Vec<Box<str>>,
}

impl NameIds {
    /// How many names there are, which is also the last id.
    pub(crate) fn len(&self) -> u32 {
        self.list.len() as u32
    }

    pub(crate) fn get(&self, name: &str) -> Option<u32> {
        self.ids.get(name).copied()
    }

    /// The id of a name, which is added when it is new.
    pub(crate) fn intern(&mut self, name: &str) -> u32 {
        match self.ids.get(name) {
            Some(id) => *id,
            None => self.add(name),
        }
    }

    /// Adds a name that is known to be new.
    pub(crate) fn add(&mut self, name: &str) -> u32 {
        self.list.push(Box::from(name));
        let id = self.len();
        self.ids.insert(Box::from(name), id);
        id
    }

    /// The names after the first `known`, in the order of their ids.
    pub(crate) fn after(&self, known: usize) -> impl Iterator<Item = &str> {
        self.list.iter().skip(known).map(|name| &**name)
    }
}

/// Two names as one key; the length keeps `("ab", "c")` apart from `("a", "bc")`.
pub(crate) fn pair(first: &str, second: &str) -> String {
    format!("{}:{first}{second}", first.len())
}

/// Selects the rows of a dictionary after an id, in order.
pub(crate) fn select_after(names: Names, id: i64) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("select id, name from ");
    query.push(names.table()).push(" where id > ").push_bind(id);
    query.push(" order by id");
    query
}

/// Adds a row to a dictionary.
pub(crate) fn insert(names: Names, id: u32, name: &str) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("insert into ");
    query.push(names.table()).push(" (id, name) values (");
    query.push_bind(i64::from(id)).push(", ");
    query.push_bind(name.to_owned()).push(")");
    query
}
