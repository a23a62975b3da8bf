//! How much memory a frame takes.

use crate::column::Column;
use crate::frame::Frame;

impl Frame {
    /// The bytes of all columns. Names come on top of them, each once.
    pub fn column_bytes(&self) -> u64 {
        let Self {
            attempts,
            grants,
            returns,
            ..
        } = self;
        let fours = [
            &attempts.at,
            &attempts.next_repeat_s,
            &attempts.next_grant_s,
            &grants.at,
            &returns.at,
        ];
        let columns = [
            &attempts.server,
            &attempts.user,
            &attempts.device,
            &attempts.product,
            &attempts.feature,
            &attempts.version,
            &attempts.model,
            &attempts.status,
            &attempts.source,
            &attempts.count,
            &attempts.is_final,
            &attempts.person,
            &grants.server,
            &grants.user,
            &grants.device,
            &grants.product,
            &grants.feature,
            &grants.model,
            &grants.source,
            &returns.server,
            &returns.user,
            &returns.device,
            &returns.product,
            &returns.feature,
            &returns.model,
            &returns.source,
        ];
        let fours = fours.into_iter().map(|column| 4 * column.len());
        let columns = columns.into_iter().map(column_bytes);
        fours.chain(columns).sum::<usize>() as u64
    }
}

fn column_bytes(column: &Column) -> usize {
    let width = match column {
        Column::U8(_) => 1,
        Column::U16(_) => 2,
        Column::U32(_) => 4,
    };
    width * column.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{Attempts, Grants};

    #[test]
    fn a_column_takes_its_width_for_every_row() {
        assert_eq!(Frame::default().column_bytes(), 0);
        let frame = Frame {
            attempts: Attempts {
                at: vec![1, 2],
                user: Column::U16(vec![1, 300]),
                person: Column::U32(vec![1, 70_000]),
                next_grant_s: vec![1, 2],
                ..Attempts::default()
            },
            grants: Grants {
                at: vec![1],
                source: Column::U8(vec![1]),
                ..Grants::default()
            },
            ..Frame::default()
        };
        assert_eq!(frame.column_bytes(), 8 + 4 + 8 + 8 + 4 + 1);
    }
}
