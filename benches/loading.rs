//! Speed of loading the built-in pack: rule files to a checked pack, pack to compiled matcher.
//! `cargo bench --bench loading`

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use reportedly::matcher::{Matcher, MatcherOptions};
use reportedly::rules::{self, builtin};

fn loading(criterion: &mut Criterion) {
    let pack = Arc::new(rules::load(vec![builtin::sources()]).expect("the built-in pack is right"));
    let mut group = criterion.benchmark_group("loading");
    group.bench_function("pack", |bencher| {
        bencher.iter(|| black_box(rules::load(vec![builtin::sources()])).expect("the built-in pack is right"));
    });
    group.bench_function("matcher", |bencher| {
        bencher.iter(|| {
            black_box(Matcher::new(Arc::clone(&pack), &MatcherOptions::default())).expect("the pack compiles")
        });
    });
    group.finish();
}

criterion_group!(benches, loading);
criterion_main!(benches);
