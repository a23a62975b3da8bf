//! Dimensions: the properties of a request that reports count by, each declared once.
//!
//! A [`Dimension`] is a column of dictionary ids. A [`FilterKey`] is what a view filters by:
//! the value of a dimension, or what follows from it (the account from the server, the
//! category from the status). Frames, the database, the slice, filters, lists, tables and
//! exports iterate over the declarations here, so that a new dimension is only added here,
//! apart from the position of its panel on a page.

mod filter_key;

use enum_map::{Enum, EnumMap, enum_len};

pub use filter_key::{FilterKey, KeyDeclaration, ListDeclaration, ListOf, ListTable};

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
    /// Every dictionary of names, in the order of the slice format.
    pub const ALL: [Self; enum_len::<Self>()] = [
        Self::Accounts,
        Self::Users,
        Self::Devices,
        Self::Products,
        Self::Features,
        Self::Versions,
        Self::Models,
    ];

    /// Its table in the database.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Users => "license_users",
            Self::Devices => "devices",
            Self::Products => "products",
            Self::Features => "features",
            Self::Versions => "versions",
            Self::Models => "models",
        }
    }
}

/// The dictionary of a dimension's ids.
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

/// A property of a request: an id in a dictionary.
///
/// The order is that of the columns in a slice: each comes after the one that it mostly
/// follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum Dimension {
    /// The device.
    Device,
    /// The user.
    User,
    /// The license server; its account follows from it.
    Server,
    /// The requested feature.
    Feature,
    /// The requested product.
    Product,
    /// The kind of server.
    Source,
    /// The requested version.
    Version,
    /// The license model.
    Model,
    /// Why a request was denied; its category follows from it.
    Status,
}

/// The declaration of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DimensionDeclaration {
    /// Its column in the database.
    pub column: &'static str,
    /// The dictionary of its ids.
    pub dictionary: Dictionary,
    /// The key that filters by its value, if any.
    pub key: Option<FilterKey>,
    /// The key that filters by what follows from its value, if any.
    pub implies: Option<FilterKey>,
    /// Whether frames also keep it for grants and returns. A filter on a dimension that they
    /// do not keep leaves grants and returns as they are.
    pub in_grants: bool,
    /// The dimension whose value usually determines this one: a slice only writes the
    /// exceptions.
    pub follows: Option<Dimension>,
    /// The dimension with which a report counts it in one pass, if there are few combinations
    /// of their values.
    pub counted_with: Option<Dimension>,
}

impl DimensionDeclaration {
    /// A dimension that grants and returns have too, and from which nothing follows.
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

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where an invalid index is an error"
)]
static DIMENSIONS: EnumMap<Dimension, DimensionDeclaration> = EnumMap::from_array({
    let mut all = [Dimension::Device.declared(); Dimension::ALL.len()];
    let mut place = 0;
    while place < all.len() {
        all[place] = Dimension::ALL[place].declared();
        place += 1;
    }
    all
});

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

    /// The dimensions that frames keep for grants and returns.
    pub fn in_grants() -> impl Iterator<Item = Self> {
        let all = Self::ALL.into_iter();
        all.filter(|dimension: &Self| dimension.declaration().in_grants)
    }

    /// Its declaration.
    pub fn declaration(self) -> &'static DimensionDeclaration {
        &DIMENSIONS[self]
    }

    const fn declared(self) -> DimensionDeclaration {
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
                in_grants: false,
                follows: Some(Self::Server),
                ..Of::plain("version_id", NamesOf(Names::Versions), FilterKey::Version)
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
