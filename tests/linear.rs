//! Time is linear in the text whatever the text is: the texts of `linear.toml`, read by the whole engine with the built-in
//! pack at one size and at four times that size.
//!
//! Seconds say nothing on a busy machine, so work is counted: what the matcher tells a trace (starts tried, matches kept
//! and refused) and what it hands on. Four times the text may make four times the work, and a little more for its ends.

use reportedly::engine::Engine;
use reportedly::facts::Records;
use reportedly::matcher::trace::{Refusal, Trace};
use reportedly::matcher::{MatcherOptions, Scratch};
use reportedly::rules::builtin;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    repeat: String,
    #[serde(default)]
    close: String,
    times: usize,
    cut: [u32; 2],
}

impl Case {
    fn text(&self, size: usize) -> String {
        self.repeat.repeat(self.times * size) + &self.close.repeat(self.times * size)
    }
}

/// Counts all that the matcher does.
#[derive(Default)]
struct Work(u64);

impl Trace for Work {
    const ON: bool = true;
    fn reached(&mut self, _: u32, _: u32, _: u32, _: &[u32]) {
        self.0 += 1;
    }
    fn refused(&mut self, _: u32, _: u32, _: u32, _: Refusal) {
        self.0 += 1;
    }
    fn kept(&mut self, _: u32, _: u32, _: u32) {
        self.0 += 1;
    }
}

/// How many spans and references the records hold, chains and all.
fn held(records: &Records) -> u64 {
    let attributions: usize = records.attributions.iter().map(|one| 1 + one.content.len()).sum();
    let hedges: usize = records.hedges.iter().map(|one| 1 + one.scope.len()).sum();
    let facts: usize = records.facts.iter().map(|one| 1 + one.chain.len() + one.hedges.len()).sum();
    (records.figures.len() + records.not_figures.len() + attributions + hedges + facts) as u64
}

/// Work and cuts of one text.
fn read(engine: &Engine, text: &str) -> (u64, u32) {
    let (mut scratch, mut work) = (Scratch::default(), Work::default());
    let (records, reading) = engine.read_traced(text, &mut scratch, &mut work);
    let layout = &reading.layout;
    let laid_out = layout.tokens.len() + layout.sentences.len() + layout.quotes.len() + layout.brackets.len();
    let handed_on = (laid_out + reading.phrases.len() + reading.drafts.len()) as u64;
    (work.0 + handed_on + held(&records), records.cut)
}

#[test]
fn four_times_the_text_is_four_times_the_work() {
    let cases: Cases = toml::from_str(include_str!("linear.toml")).unwrap_or_else(|error| panic!("{error}"));
    let engine = Engine::new(vec![builtin::sources()], &MatcherOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    let spoken = !engine.pack().rules.is_empty();
    let mut wrong = String::new();
    for case in &cases.case {
        let [(small, few), (large, many)] = [1, 4].map(|size| read(&engine, &case.text(size)));
        println!("{:40} work {small:8} {large:9} {:5.2} cut {few:6} {many:6}", case.name, large as f64 / small as f64);
        if large > small * 9 / 2 + 200 {
            wrong += &format!("{}: work grows from {small} to {large}\n", case.name);
        }
        // What quotation marks and brackets are stands in the pack.
        if spoken && (few < case.cut[0] || many < case.cut[1]) {
            wrong += &format!("{}: {few} and {many} cuts counted, not {:?} at least\n", case.name, case.cut);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
