//! Prints what is wrong with a folder of rule files: `cargo run --example check -- DIR`; without DIR, the built-in pack.

use reportedly::rules::{self, Report};

fn main() -> std::process::ExitCode {
    let sources = match std::env::args().nth(1) {
        None => rules::builtin::sources(),
        Some(path) => match rules::folder::read(path) {
            Ok(sources) => sources,
            Err(diagnostics) => {
                eprint!("{}", Report { diagnostics, sources: Vec::new() });
                return std::process::ExitCode::from(2);
            }
        },
    };
    let start = std::time::Instant::now();
    match rules::load(vec![sources]) {
        Ok(pack) => {
            let entries: usize = pack.lexicons.iter().map(|lexicon| lexicon.entries.len()).sum();
            print!("{}", Report { diagnostics: pack.warnings.clone(), sources: pack.sources.clone() });
            println!(
                "{} {}: {} rules, {} lexicons with {entries} forms, {} stages, loaded in {:?}",
                pack.name,
                pack.version,
                pack.rules.len(),
                pack.lexicons.len(),
                pack.stages.len(),
                start.elapsed()
            );
            std::process::ExitCode::SUCCESS
        }
        Err(report) => {
            eprint!("{report}");
            std::process::ExitCode::from(2)
        }
    }
}
