//! The parts of the engine, one by one: `cargo bench -p domain`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark may stop where it fails, and its macros document nothing"
)]

#[path = "../tests/slice_support/decode.rs"]
mod decode;
#[path = "../tests/support/demo_frame.rs"]
mod demo_frame;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::denial_order::{Sort, denial_order};
use domain::denial_rows::denial_rows;
use domain::period::Period;
use domain::report::trend::{TrendStep, trend};
use domain::report::weight::weights;
use domain::report::{ReportContext, report};
use domain::slice::{Slice, encode};
use domain::view::View;
use domain::zone::ZoneOffsets;

use decode::decode;
use demo_frame::{Filled, demo_frame};

/// The number of attempts in the frame: that of the default demo.
const ATTEMPTS: u64 = 150_000;

/// Views whose filters exclude few rows, some and most.
const VIEWS: [(&str, &str); 3] = [
    ("nothing filtered", "range=all"),
    ("one category", "category=capacity&range=all"),
    ("a text", "q=mar&range=all"),
];

fn build(criterion: &mut Criterion) {
    let filled = Filled::demo(ATTEMPTS);
    let mut group = criterion.benchmark_group("frame");
    group
        .throughput(Throughput::Elements(ATTEMPTS))
        .sample_size(10);
    group.bench_function("build", |bencher| {
        bencher.iter(|| black_box(filled.builder.frame(1, filled.dictionaries.clone())));
    });
    group.finish();
}

fn count(criterion: &mut Criterion) {
    let frame = demo_frame(ATTEMPTS);
    let zone = ZoneOffsets::utc();
    let context = ReportContext {
        now: frame.through().unwrap(),
        zone: &zone,
    };
    let mut group = criterion.benchmark_group("count");
    group.throughput(Throughput::Elements(ATTEMPTS));
    for (name, query) in VIEWS {
        let view = View::parse_strict(query).unwrap();
        let days = context.days(&frame, &view);
        let period = Period::whole(days);
        let (_, buckets) = TrendStep::fitting(days).buckets(days);
        group.bench_function(format!("report, {name}"), |bencher| {
            bencher.iter(|| black_box(report(&frame, &view, &context, 100)));
        });
        group.bench_function(format!("trend, {name}"), |bencher| {
            bencher.iter(|| trend(&frame, &view, &zone, &buckets, period.until_local_s));
        });
        group.bench_function(format!("weights, {name}"), |bencher| {
            bencher.iter(|| black_box(weights(&frame, &view, &zone, period, 3)));
        });
    }
    group.finish();
}

fn order(criterion: &mut Criterion) {
    let frame = demo_frame(ATTEMPTS);
    let zone = ZoneOffsets::utc();
    let context = ReportContext {
        now: frame.through().unwrap(),
        zone: &zone,
    };
    let view = View::parse_strict("category=capacity&range=all").unwrap();
    let mut group = criterion.benchmark_group("order");
    group.throughput(Throughput::Elements(ATTEMPTS));
    for sort in ["", "account", "user,feature"] {
        let sort = Sort::parse(sort);
        group.bench_function(format!("all rows by `{}`", sort.text()), |bencher| {
            bencher.iter(|| black_box(denial_order(&frame, &view, &context, &sort)));
        });
        group.bench_function(format!("100 rows by `{}`", sort.text()), |bencher| {
            bencher.iter(|| black_box(denial_rows(&frame, &view, &context, &sort, 0, 100)));
        });
    }
    group.finish();
}

fn slice(criterion: &mut Criterion) {
    let frame = demo_frame(ATTEMPTS).without_grants();
    let nothing = Slice::default();
    let slice = Slice {
        mark: 1,
        frame: Arc::new(frame),
    };
    let bytes = encode(&slice, &nothing);
    let mut group = criterion.benchmark_group("slice");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("encode", |bencher| {
        bencher.iter(|| black_box(encode(&slice, &nothing)));
    });
    group.bench_function("decode", |bencher| {
        bencher.iter(|| black_box(decode(&bytes, &nothing).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, build, count, order, slice);
criterion_main!(benches);
