//! Dimensions: what a request names and reports count by, each declared once.
//!
//! A [`Dimension`] is a column of ids that point into a dictionary. A [`FilterKey`] is what a
//! view filters by: the value of a dimension, or what follows from it (the account from the
//! server, the category from the status). Frames, the database, the slice, filters, lists,
//! tables and exports iterate over the declarations here, so that a new dimension is added
//! here and nowhere else, but for the place of its panel on a page.

use enum_map::{Enum, enum_len};

/// A dictionary of plain names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum Names {
    /// Accounts, which servers belong to.
    Accounts,
    /// Users.
    Users,
    /// Devices.
    Devices,
    /// Products.
    Products,
    /// Features.
    Features,
    /// Versions.
    Versions,
    /// License models.
    Models,
}

impl Names {
    /// Every dictionary of names, in the order in which a slice has them.
    pub const ALL: [Self; enum_len::<Self>()] = [
        Self::Accounts,
        Self::Users,
        Self::Devices,
        Self::Products,
        Self::Features,
        Self::Versions,
        Self::Models,
    ];

    /// The table of the database that holds it.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Users => "users",
            Self::Devices => "devices",
            Self::Products => "products",
            Self::Features => "features",
            Self::Versions => "versions",
            Self::Models => "models",
        }
    }
}

/// Where the ids of a dimension point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dictionary {
    /// Plain names.
    Names(Names),
    /// Servers, each with its account.
    Servers,
    /// Statuses, each with its category.
    Statuses,
    /// The fixed list of [`Source`](crate::event::Source)s.
    Sources,
}

/// A column of a request: an id in a dictionary.
///
/// They stand in the order in which a slice has their columns: each behind the one that it
/// mostly follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum Dimension {
    /// On what.
    Device,
    /// Who asked.
    User,
    /// The license server; its account follows from it.
    Server,
    /// The feature that was asked for.
    Feature,
    /// The product that was asked for.
    Product,
    /// The kind of server.
    Source,
    /// The version that was asked for.
    Version,
    /// The license model.
    Model,
    /// Why a request was denied; its category follows from it.
    Status,
}

/// What is declared of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DimensionDeclaration {
    /// Its column in the database.
    pub column: &'static str,
    /// Where its ids point to.
    pub dictionary: Dictionary,
    /// The key that filters by its value; `None` where nothing filters by it.
    pub key: Option<FilterKey>,
    /// The key that filters by what follows from its value.
    pub implies: Option<FilterKey>,
    /// Whether frames keep it of grants and returns too. A filter on one that they do not
    /// keep leaves grants and returns alone.
    pub in_grants: bool,
    /// The dimension whose value mostly decides this one: a slice only says where it does
    /// not.
    pub follows: Option<Dimension>,
    /// The dimension with which a report counts it in one go, where together they have few
    /// values.
    pub counted_with: Option<Dimension>,
}

impl DimensionDeclaration {
    /// Of grants and returns too, and nothing follows from it.
    const fn plain(column: &'static str, dictionary: Dictionary, key: FilterKey) -> Self {
        Self {
            column,
            dictionary,
            key: Some(key),
            implies: None,
            in_grants: true,
            follows: None,
            counted_with: None,
        }
    }
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; enum_len::<Self>()] = [
        Self::Device,
        Self::User,
        Self::Server,
        Self::Feature,
        Self::Product,
        Self::Source,
        Self::Version,
        Self::Model,
        Self::Status,
    ];

    /// Those that frames keep of grants and returns.
    pub fn in_grants() -> impl Iterator<Item = Self> {
        let all = Self::ALL.into_iter();
        all.filter(|dimension: &Self| dimension.declaration().in_grants)
    }

    /// What is declared of it.
    pub const fn declaration(self) -> DimensionDeclaration {
        use Dictionary::Names as NamesOf;
        use DimensionDeclaration as Of;
        match self {
            Self::Device => Of::plain("device_id", NamesOf(Names::Devices), FilterKey::Device),
            Self::User => Of {
                follows: Some(Self::Device),
                ..Of::plain("user_id", NamesOf(Names::Users), FilterKey::User)
            },
            Self::Server => Of {
                implies: Some(FilterKey::Account),
                follows: Some(Self::Device),
                ..Of::plain("server_id", Dictionary::Servers, FilterKey::Server)
            },
            Self::Feature => Of::plain("feature_id", NamesOf(Names::Features), FilterKey::Feature),
            Self::Product => Of {
                follows: Some(Self::Feature),
                ..Of::plain("product_id", NamesOf(Names::Products), FilterKey::Product)
            },
            Self::Source => Of {
                follows: Some(Self::Server),
                counted_with: Some(Self::Server),
                ..Of::plain("source_id", Dictionary::Sources, FilterKey::Source)
            },
            Self::Version => Of {
                column: "version_id",
                dictionary: NamesOf(Names::Versions),
                key: None,
                implies: None,
                in_grants: false,
                follows: Some(Self::Server),
                counted_with: None,
            },
            Self::Model => Of {
                follows: Some(Self::Product),
                counted_with: Some(Self::Product),
                ..Of::plain("model_id", NamesOf(Names::Models), FilterKey::Model)
            },
            Self::Status => Of {
                implies: Some(FilterKey::Category),
                in_grants: false,
                ..Of::plain("status_id", Dictionary::Statuses, FilterKey::Status)
            },
        }
    }
}

/// What a filter compares: the value of a dimension, or what follows from it.
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
    /// A source's word.
    Source,
    /// A license model.
    Model,
}

/// What is declared of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyDeclaration {
    /// The dimension whose id tells the value.
    pub dimension: Dimension,
    /// The word in a query string.
    pub word: &'static str,
    /// The word of the negative in a query string.
    pub not_word: &'static str,
    /// What a person calls it.
    pub label: &'static str,
    /// Whether the text of a view is looked for in its values.
    pub is_searched: bool,
    /// The list of a report that counts by it; `None` where none does.
    pub list: Option<ListDeclaration>,
}

/// What a list of a report counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// Plain values.
    Values,
    /// Statuses, with what they mean.
    Statuses,
    /// Users, each of one account. They are too many for a filter to offer.
    Users,
}

/// What is declared of the list of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListDeclaration {
    /// What it counts by.
    pub of: ListOf,
    /// Its key in `turnaway report --json`; `None` where it is not among them.
    pub json_key: Option<&'static str>,
    /// Its table, which is a panel of a page and a file too; `None` where it has none.
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

/// The two words of a key in a query string.
macro_rules! words {
    ($word:literal) => {
        ($word, concat!("not-", $word))
    };
}

impl KeyDeclaration {
    /// Called as it is written, not searched, and no list counts by it.
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
}

impl ListDeclaration {
    /// A list of plain values that only filters and the notices of a page use.
    const PLAIN: Self = Self {
        of: ListOf::Values,
        json_key: None,
        table: None,
    };
}

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
    ];

    /// What is declared of it.
    pub const fn declaration(self) -> KeyDeclaration {
        use KeyDeclaration as Of;
        match self {
            Self::Status => Of {
                list: Some(ListDeclaration {
                    of: ListOf::Statuses,
                    json_key: Some("by_status"),
                    table: self.table("denials-distribution", "Denials Distribution"),
                }),
                ..Of::plain(Dimension::Status, words!("status"))
            },
            Self::Category => Of {
                label: "reason",
                list: Some(ListDeclaration {
                    json_key: Some("by_category"),
                    ..ListDeclaration::PLAIN
                }),
                ..Of::plain(Dimension::Status, words!("category"))
            },
            Self::Account => Of {
                is_searched: true,
                list: Some(ListDeclaration {
                    json_key: Some("by_account"),
                    table: self.table("denials-by-account", "Denials by Account"),
                    ..ListDeclaration::PLAIN
                }),
                ..Of::plain(Dimension::Server, words!("account"))
            },
            Self::Product => Of {
                list: Some(ListDeclaration::PLAIN),
                ..Of::plain(Dimension::Product, words!("product"))
            },
            Self::Feature => Of {
                is_searched: true,
                list: Some(ListDeclaration {
                    json_key: Some("by_feature"),
                    table: self.table("denials-by-feature", "Denials by Feature"),
                    ..ListDeclaration::PLAIN
                }),
                ..Of::plain(Dimension::Feature, words!("feature"))
            },
            Self::User => Of {
                is_searched: true,
                list: Some(ListDeclaration {
                    of: ListOf::Users,
                    json_key: Some("by_user"),
                    table: self.table("denials-by-user", "Denials by User"),
                }),
                ..Of::plain(Dimension::User, words!("user"))
            },
            Self::Device => Of {
                is_searched: true,
                ..Of::plain(Dimension::Device, words!("device"))
            },
            Self::Server => Of {
                list: Some(ListDeclaration {
                    json_key: Some("by_server"),
                    ..ListDeclaration::PLAIN
                }),
                ..Of::plain(Dimension::Server, words!("server"))
            },
            Self::Source => Of {
                list: Some(ListDeclaration::PLAIN),
                ..Of::plain(Dimension::Source, words!("source"))
            },
            Self::Model => Of {
                label: "license model",
                list: Some(ListDeclaration::PLAIN),
                ..Of::plain(Dimension::Model, words!("model"))
            },
        }
    }

    /// The table of the list of this key.
    const fn table(self, word: &'static str, title: &'static str) -> Option<ListTable> {
        Some(ListTable {
            key: self,
            word,
            title,
        })
    }

    /// The dimension whose id tells the value.
    pub const fn dimension(self) -> Dimension {
        self.declaration().dimension
    }

    /// The word of the key in a query string.
    pub const fn word(self) -> &'static str {
        self.declaration().word
    }

    /// The word of the key's negative in a query string.
    pub const fn not_word(self) -> &'static str {
        self.declaration().not_word
    }

    /// What a person calls the key.
    pub const fn label(self) -> &'static str {
        self.declaration().label
    }

    /// The key that a word of a query string names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.word() == word)
    }

    /// Whether a list of plain values counts by it.
    pub fn has_values_list(self) -> bool {
        let list = self.declaration().list;
        list.is_some_and(|list| list.of == ListOf::Values)
    }

    /// Whether its filter offers the values of its list: all but users, which are too many.
    pub fn is_offered(self) -> bool {
        let list = self.declaration().list;
        list.is_some_and(|list| list.of != ListOf::Users)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_and_its_dimension_name_each_other() {
        for key in FilterKey::ALL {
            let of = key.dimension().declaration();
            assert!(of.key == Some(key) || of.implies == Some(key), "{key:?}");
        }
        for dimension in Dimension::ALL {
            let of = dimension.declaration();
            for key in of.key.into_iter().chain(of.implies) {
                assert_eq!(key.dimension(), dimension);
            }
        }
    }

    #[test]
    fn a_place_among_all_is_the_number() {
        assert!((0..).zip(Names::ALL).all(|(n, it)| it.into_usize() == n));
        assert!(
            (0..)
                .zip(Dimension::ALL)
                .all(|(n, it)| it.into_usize() == n)
        );
        assert!(
            (0..)
                .zip(FilterKey::ALL)
                .all(|(n, it)| it.into_usize() == n)
        );
    }

    #[test]
    fn a_dimension_stands_behind_the_one_that_it_follows() {
        for dimension in Dimension::ALL {
            let follows = dimension.declaration().follows;
            assert!(follows.is_none_or(|other| other.into_usize() < dimension.into_usize()));
        }
    }

    #[test]
    fn no_two_keys_share_a_word() {
        let mut words: Vec<&str> = FilterKey::ALL.map(FilterKey::word).into();
        words.extend(FilterKey::ALL.map(FilterKey::not_word));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 2 * FilterKey::ALL.len());
    }
}
