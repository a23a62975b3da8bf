//! Newtypes for names and ids, so that a user cannot be confused with a device.
//!
//! Names come from outside and are hostile: they are compared byte for byte, never trimmed
//! or case-folded here, and reach a page as text nodes only. The empty name means
//! *unknown*.

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<'a>(pub &'a str);

        impl<'a> $name<'a> {
            /// The name as it was logged.
            pub fn as_str(self) -> &'a str {
                self.0
            }
        }
    )*};
}

names! {
    /// A customer of the software producer.
    AccountName,
    /// A license server; it belongs to one account.
    ServerName,
    /// A user: the part before the last `@` of `user@host`, or a requester's value.
    UserName,
    /// A user's machine.
    DeviceName,
    /// A product: the vendor daemon or ISV of a log, or what a row names.
    ProductName,
    /// A requested feature.
    FeatureName,
    /// A requested version, as logged.
    VersionName,
    /// A license model, such as `concurrent`, `metered` or `elastic`.
    LicenseModel,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id as an index into its dictionary.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// An account's index in the dictionary of accounts.
    AccountId,
    /// A server's index in the dictionary of servers.
    ServerId,
    /// A user name's index in the dictionary of users.
    UserId,
    /// A device name's index in the dictionary of devices.
    DeviceId,
    /// A product name's index in the dictionary of products.
    ProductId,
    /// A feature name's index in the dictionary of features.
    FeatureId,
}
