//! Filter keys: what views filter by and reports list by, each declared once.

use enum_map::{Enum, EnumMap, enum_len};

use super::Dimension;

/// What a filter compares with: the value of a dimension, or what follows from it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Enum,
    serde::Serialize,
    serde::Deserialize,
)]
#[repr(u8)]
pub enum FilterKey {
    /// `space:code`.
    Status,
    /// A category's slug.
    Category,
    /// An account's name.
    Account,
    /// A product's name.
    Product,
    /// A feature's name.
    Feature,
    /// A user's name, in any account.
    User,
    /// A device's name.
    Device,
    /// A server's name, in any account.
    Server,
    /// A source's keyword.
    Source,
    /// A license model.
    Model,
    /// A version; only for denials.
    Version,
}

/// The declaration of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyDeclaration {
    /// The dimension whose id determines the value.
    pub dimension: Dimension,
    /// The key in a query string.
    pub word: &'static str,
    /// The key of the negative in a query string.
    pub not_word: &'static str,
    /// The label in texts.
    pub label: &'static str,
    /// Whether a view's text search includes its values.
    pub is_searched: bool,
    /// The list of a report that counts by it, if any.
    pub list: Option<ListDeclaration>,
}

/// What a list of a report counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// Plain values.
    Values,
    /// Statuses, with their descriptions.
    Statuses,
    /// Users, each of one account. There are too many for a filter to offer.
    Users,
}

/// The declaration of a key's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListDeclaration {
    /// What it counts by.
    pub of: ListOf,
    /// Its key in `turnaway report --json`; `None` if it is not included.
    pub json_key: Option<&'static str>,
    /// Its table, which is also a panel of a page and a file, if it has one.
    pub table: Option<ListTable>,
}

/// The table of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListTable {
    /// The key that the list counts by.
    pub key: FilterKey,
    /// Its name in URLs and file names.
    pub word: &'static str,
    /// Its title.
    pub title: &'static str,
}

/// The keys in a query string for a filter and its negative.
macro_rules! words {
    ($word:literal) => {
        ($word, concat!("not-", $word))
    };
}

impl KeyDeclaration {
    /// A key whose label is its keyword, which is not searched and has no list.
    const fn plain(dimension: Dimension, words: (&'static str, &'static str)) -> Self {
        Self {
            dimension,
            word: words.0,
            not_word: words.1,
            label: words.0,
            is_searched: false,
            list: None,
        }
    }

    /// The same, searched by a view's text.
    const fn searched(self) -> Self {
        Self {
            is_searched: true,
            ..self
        }
    }

    /// The same with a list.
    const fn listed(self, list: ListDeclaration) -> Self {
        Self {
            list: Some(list),
            ..self
        }
    }
}

impl ListDeclaration {
    /// A list that is only used by filters and notices.
    const fn of(of: ListOf) -> Self {
        Self {
            of,
            json_key: None,
            table: None,
        }
    }

    /// The same, included in `turnaway report --json`.
    const fn in_json(self, key: &'static str) -> Self {
        Self {
            json_key: Some(key),
            ..self
        }
    }

    /// The same with a table.
    const fn shown(self, table: ListTable) -> Self {
        Self {
            table: Some(table),
            ..self
        }
    }
}

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where an invalid index is an error"
)]
static KEYS: EnumMap<FilterKey, KeyDeclaration> = EnumMap::from_array({
    let mut all = [FilterKey::Status.declared(); FilterKey::ALL.len()];
    let mut place = 0;
    while place < all.len() {
        all[place] = FilterKey::ALL[place].declared();
        place += 1;
    }
    all
});

impl FilterKey {
    /// Every key, in the order in which a page offers filters.
    pub const ALL: [Self; enum_len::<Self>()] = [
        Self::Status,
        Self::Category,
        Self::Account,
        Self::Product,
        Self::Feature,
        Self::User,
        Self::Device,
        Self::Server,
        Self::Source,
        Self::Model,
        Self::Version,
    ];

    /// Its declaration.
    pub fn declaration(self) -> &'static KeyDeclaration {
        &KEYS[self]
    }

    const fn declared(self) -> KeyDeclaration {
        use KeyDeclaration as Of;
        use ListDeclaration as List;
        match self {
            Self::Status => Of::plain(Dimension::Status, words!("status")).listed(
                List::of(ListOf::Statuses)
                    .in_json("by_status")
                    .shown(self.called("denials-distribution", "Denials Distribution")),
            ),
            Self::Category => Of {
                label: "reason",
                ..Of::plain(Dimension::Status, words!("category"))
                    .listed(List::of(ListOf::Values).in_json("by_category"))
            },
            Self::Account => Of::plain(Dimension::Server, words!("account"))
                .searched()
                .listed(
                    List::of(ListOf::Values)
                        .in_json("by_account")
                        .shown(self.called("denials-by-account", "Denials by Account")),
                ),
            Self::Product => {
                Of::plain(Dimension::Product, words!("product")).listed(List::of(ListOf::Values))
            }
            Self::Feature => Of::plain(Dimension::Feature, words!("feature"))
                .searched()
                .listed(
                    List::of(ListOf::Values)
                        .in_json("by_feature")
                        .shown(self.called("denials-by-feature", "Denials by Feature")),
                ),
            Self::User => Of::plain(Dimension::User, words!("user"))
                .searched()
                .listed(
                    List::of(ListOf::Users)
                        .in_json("by_user")
                        .shown(self.called("denials-by-user", "Denials by User")),
                ),
            Self::Device => Of::plain(Dimension::Device, words!("device")).searched(),
            Self::Server => Of::plain(Dimension::Server, words!("server"))
                .listed(List::of(ListOf::Values).in_json("by_server")),
            Self::Source => {
                Of::plain(Dimension::Source, words!("source")).listed(List::of(ListOf::Values))
            }
            Self::Model => Of {
                label: "license model",
                ..Of::plain(Dimension::Model, words!("model")).listed(List::of(ListOf::Values))
            },
            Self::Version => Of::plain(Dimension::Version, words!("version")).listed(
                List::of(ListOf::Values)
                    .in_json("by_version")
                    .shown(self.called("denials-by-version", "Denials by Version")),
            ),
        }
    }

    /// The table of this key's list.
    const fn called(self, word: &'static str, title: &'static str) -> ListTable {
        ListTable {
            key: self,
            word,
            title,
        }
    }

    /// The dimension whose id determines the value.
    pub fn dimension(self) -> Dimension {
        self.declaration().dimension
    }

    /// The key in a query string.
    pub fn word(self) -> &'static str {
        self.declaration().word
    }

    /// The key of the negative in a query string.
    pub fn not_word(self) -> &'static str {
        self.declaration().not_word
    }

    /// The label in texts.
    pub fn label(self) -> &'static str {
        self.declaration().label
    }

    /// The key with a keyword of a query string.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.word() == word)
    }

    /// The table of its list, if it has one.
    pub fn table(self) -> Option<ListTable> {
        self.declaration().list?.table
    }

    /// Whether a list of plain values counts by it.
    pub fn has_values_list(self) -> bool {
        let list = self.declaration().list;
        list.is_some_and(|list| list.of == ListOf::Values)
    }

    /// Whether its filter offers the values of its list: all but users, since there are too
    /// many.
    pub fn is_offered(self) -> bool {
        let list = self.declaration().list;
        list.is_some_and(|list| list.of != ListOf::Users)
    }
}
