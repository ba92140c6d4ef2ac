//! Speed of the steps from text to records, over the sample articles: tokens, matcher, facts, and all of them.
//! `cargo bench --bench reading`

mod articles;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use reportedly::engine::Engine;
use reportedly::facts::{Vocabulary, assemble};
use reportedly::matcher::{MatcherOptions, Scratch};
use reportedly::rules::builtin;
use reportedly::text::{Layout, Reader};

fn steps(criterion: &mut Criterion) {
    let engine = Engine::new(vec![builtin::sources()], &MatcherOptions::default()).expect("the built-in pack is right");
    let pack = engine.pack();
    let vocabulary = Vocabulary::new(&mut pack.names.clone());
    let reader = Reader::new(&pack.text);
    let texts = articles::texts();
    let mut scratch = Scratch::default();
    let readings: Vec<_> = texts.iter().map(|text| engine.matcher().read(text, &mut scratch).clone()).collect();

    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("tokens", |bencher| {
        let mut layout = Layout::default();
        bencher.iter(|| {
            for text in &texts {
                reader.read(text, &mut layout);
                black_box(&layout);
            }
        });
    });
    group.bench_function("matcher", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                black_box(engine.matcher().read(text, &mut scratch));
            }
        });
    });
    group.bench_function("facts", |bencher| {
        bencher.iter(|| {
            for (text, reading) in texts.iter().zip(&readings) {
                black_box(assemble(pack, &vocabulary, text, reading));
            }
        });
    });
    group.bench_function("engine", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                black_box(engine.read(text, &mut scratch)).expect("every text can be read");
            }
        });
    });
    group.finish();
}

criterion_group!(benches, steps);
criterion_main!(benches);
