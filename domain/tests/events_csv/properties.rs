//! Any events as rows, and any bytes.

use domain::log_format::LogFormat;
use proptest::prelude::*;

use super::own_event_support::{event, read_pieces};
use super::quoted;

proptest! {
    #[test]
    fn events_round_trip_through_rows(
        events in prop::collection::vec(event(), 0..6),
        delimiter in prop::sample::select(&[",", ";", "\t"][..]),
        line_break in prop::sample::select(&["\n", "\r\n"][..]),
        piece in 1_usize..100,
    ) {
        let example = ["time", "outcome", "feature"].map(str::to_owned);
        let mut rows = vec![match events.first() {
            Some(event) => event.columns().iter().map(|(name, _)| (*name).to_owned()).collect(),
            None => example.to_vec(),
        }];
        for event in &events {
            rows.push(event.columns().iter().map(|(_, cell)| quoted(cell)).collect());
        }
        let rows: Vec<_> = rows.iter().map(|row| row.join(delimiter)).collect();
        let csv = rows.join(line_break);
        let found = read_pieces(LogFormat::EventsCsv, csv.as_bytes(), piece, None).unwrap();
        prop_assert_eq!(found.rejected, []);
        let found: Vec<_> = found.events.into_iter().map(|(_, event)| event).collect();
        prop_assert_eq!(found, events);
    }

    #[test]
    fn any_bytes_after_a_header_are_read(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'"'), Just(b'\n'), Just(b',')], 0..300),
        piece in 1_usize..50,
    ) {
        let mut csv = b"time,outcome,feature,x\n".to_vec();
        csv.extend_from_slice(&bytes);
        let whole = read_pieces(LogFormat::EventsCsv, &csv, csv.len(), None).unwrap();
        prop_assert_eq!(read_pieces(LogFormat::EventsCsv, &csv, piece, None).unwrap(), whole);
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        piece in 1_usize..50,
    ) {
        let whole = read_pieces(LogFormat::EventsCsv, &bytes, 300, None);
        prop_assert_eq!(read_pieces(LogFormat::EventsCsv, &bytes, piece, None), whole);
    }
}
