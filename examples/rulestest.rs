//! Runs the examples and rejects of a folder of rule files, or of the built-in pack without one:
//! `cargo run --example rulestest -- [DIR] [--only ID] [--on-top]`. `--on-top` loads the folder above the built-in pack.

use reportedly::rule_tests;
use reportedly::rules::{Report, builtin, folder};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut layers, mut prefix, mut on_top) = (Vec::new(), String::new(), false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => prefix = arguments.next().unwrap_or_default(),
            "--on-top" => on_top = true,
            path => match folder::read(path) {
                Ok(files) => layers.push(files),
                Err(diagnostics) => {
                    eprint!("{}", Report { diagnostics, sources: Vec::new() });
                    return ExitCode::from(2);
                }
            },
        }
    }
    if on_top || layers.is_empty() {
        layers.insert(0, builtin::sources());
    }
    match rule_tests::run(&layers, &prefix) {
        Ok(outcome) => {
            outcome.failures.iter().for_each(|failure| println!("{failure}\n"));
            let (examples, rejects, failed) = (outcome.examples, outcome.rejects, outcome.failures.len());
            println!("{examples} examples, {rejects} rejects: {failed} failed");
            if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
