#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use http_body_util::BodyExt as _;

use super::*;
use crate::serve::state::memory_budget::MemoryBudget;

const BYTES: usize = 300_000;

fn answer() -> Vec<u8> {
    (0..BYTES).map(|place| place as u8).collect()
}

async fn send(room: &MemoryBudget) -> Result<Body, Unsent> {
    sent(answer().into(), room.hold_for(0), SENDING_MAX).await
}

async fn first_piece(body: &mut Body) -> Bytes {
    body.frame().await.unwrap().unwrap().into_data().unwrap()
}

#[tokio::test]
async fn a_response_holds_room_until_it_is_sent_or_its_client_leaves() {
    let room = MemoryBudget::shared(400_000, 400_000);
    let mut first = send(&room).await.unwrap();
    assert!(send(&room).await.is_err(), "there is room for one");
    assert_eq!(first_piece(&mut first).await.len(), PIECE_BYTES);
    assert!(
        send(&room).await.is_err(),
        "its client has not read all of it"
    );
    drop(first);
    let second = send(&room).await.unwrap();
    assert_eq!(second.collect().await.unwrap().to_bytes(), answer());
    assert!(send(&room).await.is_ok(), "it was sent");
}

#[tokio::test]
async fn a_chunked_response_is_sent_completely_or_not_at_all() {
    let room = MemoryBudget::shared(400_000, 400_000);
    let parts = |number: usize| {
        let parts = (0..number).map(|_| Ok::<_, io::Error>(Bytes::from(vec![7; 30_000])));
        Body::from_stream(stream::iter(parts))
    };
    let read = sent(parts(10), room.hold_for(0), SENDING_MAX)
        .await
        .unwrap();
    assert_eq!(read.collect().await.unwrap().to_bytes().len(), 300_000);
    assert!(matches!(
        sent(parts(20), room.hold_for(0), SENDING_MAX).await,
        Err(Unsent::BudgetExhausted)
    ));
    let broken = stream::iter([Ok(Bytes::from("a")), Err(io::Error::other("b"))]);
    let broken = sent(Body::from_stream(broken), room.hold_for(0), SENDING_MAX).await;
    assert!(matches!(broken, Err(Unsent::Broken)));
}

#[tokio::test]
async fn a_short_response_needs_no_room() {
    let room = MemoryBudget::shared(0, 0);
    let short = vec![1; PIECE_BYTES];
    let read = sent(short.clone().into(), room.hold_for(0), SENDING_MAX)
        .await
        .unwrap();
    assert_eq!(read.collect().await.unwrap().to_bytes(), short);
}

#[tokio::test]
async fn a_response_not_read_in_time_breaks_off_and_releases_its_room() {
    let room = MemoryBudget::shared(400_000, 400_000);
    let time_max = Duration::from_millis(300);
    let unread = sent(answer().into(), room.hold_for(0), time_max).await;
    let mut unread = unread.unwrap();
    first_piece(&mut unread).await;
    assert!(send(&room).await.is_err());
    tokio::time::sleep(time_max * 2).await;
    assert!(send(&room).await.is_ok(), "it was not polled again");
    assert!(unread.collect().await.is_err());
}
