//! The memory that a frame takes.

use crate::column::Column;
use crate::frame::{Dictionaries, Frame};

impl Dictionaries {
    /// The bytes of all texts.
    pub fn bytes(&self) -> usize {
        let names = self.names.values().flatten().map(|name| name.len());
        let servers = self.servers.iter().map(|server| server.name.len());
        let statuses = self
            .statuses
            .iter()
            .map(|status| status.space.len() + status.code.len() + status.description.len());
        names.chain(servers).chain(statuses).sum()
    }

    /// The number of names.
    fn count(&self) -> usize {
        let names = self.names.values().map(Vec::len).sum::<usize>();
        names + self.servers.len() + self.statuses.len()
    }
}

/// The overhead of a name, in bytes: its entry in the dictionary, and its allocation.
const BYTES_BESIDE_NAME: usize = 40;

impl Frame {
    /// About the bytes of the frame, names included. The [licenses](crate::usage) that are
    /// derived when usage is first computed come on top.
    pub fn held_bytes(&self) -> u64 {
        let names = self.dictionaries.count() * BYTES_BESIDE_NAME + self.dictionaries.bytes();
        self.column_bytes() + names as u64
    }

    /// The bytes of all columns. Names come on top, each once, and the
    /// [licenses](crate::usage) that are derived when usage is first computed.
    pub fn column_bytes(&self) -> u64 {
        let (attempts, grants, returns) = (&self.attempts, &self.grants, &self.returns);
        let fours = [
            &attempts.at,
            &attempts.next_repeat_s,
            &attempts.next_grant_s,
            &grants.at,
            &returns.at,
        ];
        let fours = fours.into_iter().map(|column| 4 * column.len());
        let columns = attempts.columns();
        let columns = columns.chain(grants.columns()).chain(returns.columns());
        fours.chain(columns.map(Column::bytes)).sum::<usize>() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dimension::{Dimension, Names};
    use crate::frame::{Attempts, Licenses, Server, Status};
    use crate::names::AccountId;
    use crate::status::Category;

    #[test]
    fn every_word_is_weighed() {
        let mut dictionaries = Dictionaries {
            servers: vec![Server {
                account: AccountId(0),
                name: "eu".into(),
            }],
            statuses: vec![Status {
                space: "rlm".into(),
                code: "-3".into(),
                description: "busy".into(),
                category: Category::Capacity,
            }],
            ..Dictionaries::default()
        };
        dictionaries.names[Names::Accounts] = vec!["Brenn".into(), "".into()];
        dictionaries.names[Names::Models] = vec!["é".into()];
        assert_eq!(dictionaries.bytes(), 5 + 2 + 2 + 9);
    }

    #[test]
    fn a_column_takes_its_width_for_every_row() {
        assert_eq!(Frame::default().column_bytes(), 0);
        let mut frame = Frame {
            attempts: Attempts {
                at: vec![1, 2],
                person: Column::U32(vec![1, 70_000]),
                next_grant_s: vec![1, 2],
                ..Attempts::default()
            },
            grants: Licenses {
                at: vec![1],
                ..Licenses::default()
            },
            ..Frame::default()
        };
        frame.attempts.ids[Dimension::User] = Column::U16(vec![1, 300]);
        frame.grants.ids[Dimension::Source] = Column::U8(vec![1]);
        assert_eq!(frame.column_bytes(), 8 + 4 + 8 + 8 + 4 + 1);
    }
}
