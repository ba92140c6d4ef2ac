//! How often each rule is tried, kept and refused over a file of JSON lines (`text`): where the matcher's time goes.
//! `cargo run --release --example counts -- FILE.jsonl [--rules DIR]`

use reportedly::engine::Engine;
use reportedly::matcher::trace::{Refusal, Trace};
use reportedly::matcher::{MatcherOptions, Scratch};
use reportedly::rules::{builtin, folder};

#[derive(Clone, Default)]
struct Counts {
    tried: u64,
    kept: u64,
    guard: u64,
    condition: u64,
    beaten: u64,
    other: u64,
}

struct Counting(Vec<Counts>);

impl Trace for Counting {
    const ON: bool = true;
    fn reached(&mut self, rule: u32, _: u32, _: u32, _: &[u32]) {
        self.0[rule as usize].tried += 1;
    }
    fn refused(&mut self, rule: u32, _: u32, _: u32, why: Refusal) {
        let counts = &mut self.0[rule as usize];
        *match why {
            Refusal::Guard(_) => &mut counts.guard,
            Refusal::Condition(_) => &mut counts.condition,
            Refusal::Beaten(_) => &mut counts.beaten,
            _ => &mut counts.other,
        } += 1;
    }
    fn kept(&mut self, rule: u32, _: u32, _: u32) {
        self.0[rule as usize].kept += 1;
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rules = arguments.iter().position(|one| one == "--rules").and_then(|at| arguments.get(at + 1));
    let layer = match rules {
        Some(path) => folder::read(path).unwrap_or_else(|diagnostics| panic!("{diagnostics:?}")),
        None => builtin::sources(),
    };
    let engine = Engine::new(vec![layer], &MatcherOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    let file = std::fs::read_to_string(&arguments[0]).unwrap_or_else(|error| panic!("{}: {error}", arguments[0]));
    let mut counting = Counting(vec![Counts::default(); engine.pack().rules.len()]);
    let (mut scratch, mut bytes) = (Scratch::default(), 0);
    for line in file.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}"));
        let text = line["text"].as_str().unwrap_or("");
        bytes += text.len();
        engine.matcher().read_traced(text, &mut scratch, &mut counting);
    }
    let kilobytes = bytes as f64 / 1000.0;
    println!("a KB: tried, kept, refused by guard, condition, better match, other; rule");
    let mut rows: Vec<_> = counting.0.iter().zip(&engine.pack().rules).collect();
    rows.sort_by_key(|(counts, _)| std::cmp::Reverse(counts.tried));
    for (counts, rule) in rows {
        let rate = |count: u64| count as f64 / kilobytes;
        println!(
            "{:8.2} {:8.2} {:8.2} {:8.2} {:8.2} {:8.2}  {}",
            rate(counts.tried),
            rate(counts.kept),
            rate(counts.guard),
            rate(counts.condition),
            rate(counts.beaten),
            rate(counts.other),
            rule.id
        );
    }
}
