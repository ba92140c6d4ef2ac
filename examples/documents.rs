//! Reads JSON lines (`id`, `text`) from the file given and prints each document's records as JSON: the engine alone,
//! without Python. `cargo run --release --example documents -- FILE.jsonl [--rules DIR] [--genre G]`

use reportedly::engine::Engine;
use reportedly::facts::json::{Header, document};
use reportedly::matcher::{MatcherOptions, Scratch};
use reportedly::rules::{builtin, folder};
use reportedly::text::CodePoints;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option =
        |name: &str| arguments.iter().position(|one| one == name).and_then(|at| arguments.get(at + 1)).cloned();
    let layers = match option("--rules") {
        Some(path) => vec![folder::read(path).unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"))],
        None => vec![builtin::sources()],
    };
    let options =
        MatcherOptions { genre: option("--genre"), prefilter: !arguments.iter().any(|one| one == "--no-prefilter") };
    let began = std::time::Instant::now();
    let engine = Engine::new(layers, &options).unwrap_or_else(|error| {
        eprintln!("{error}");
        std::process::exit(2);
    });
    eprintln!("loaded {} rules in {:?}", engine.pack().rules.len(), began.elapsed());
    let file = std::fs::read_to_string(&arguments[0]).unwrap_or_else(|error| panic!("{}: {error}", arguments[0]));
    let (mut scratch, mut out, mut bytes, mut spent) =
        (Scratch::default(), String::new(), 0, std::time::Duration::ZERO);
    let quiet = arguments.iter().any(|one| one == "--quiet");
    for line in file.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}"));
        let (id, text) = (line["id"].as_str().unwrap_or(""), line["text"].as_str().unwrap_or(""));
        let began = std::time::Instant::now();
        let records = engine.read(text, &mut scratch).unwrap_or_else(|error| panic!("{id}: {error}"));
        spent += began.elapsed();
        bytes += text.len();
        if !quiet {
            let points = CodePoints::new(text);
            let header = Header { id, genre: engine.genre(), ..Header::default() };
            out.clear();
            document(&header, engine.pack(), text, &points, &records, &mut out);
            println!("{out}");
        }
    }
    eprintln!("{:.1} MB/s", bytes as f64 / 1e6 / spent.as_secs_f64());
}
