//! What the author of a broken rule sees: each `diagnostics/NAME.toml` gives the report `NAME.out`.
//!
//! A name begins with the code that the file is about. A case is read together with `diagnostics/base/`, unless its first
//! line is `# alone`; a `NAME.tsv` beside it is its word list. `REWRITE=1 cargo test --test diagnostics` writes the reports
//! anew: read the difference before you commit it.

use reportedly::rules::model::SourceFile;
use reportedly::rules::{self, Report, Severity, codes, folder};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Mistakes that no rule file can show: they are tested on folders, below, or need a file of many megabytes.
const NOT_IN_FILES: [&str; 7] = [
    codes::UNREADABLE,
    codes::NOT_UTF8,
    codes::FILE_TOO_LARGE,
    codes::TOO_MANY_FILES,
    codes::NO_RULE_FILE,
    codes::LEXICON_TOO_LARGE,
    codes::TOO_MANY_RULES,
];

fn folder_of_cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder_of_cases()).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> String {
    case.file_stem().unwrap().to_string_lossy().into_owned()
}

fn report(case: &Path) -> Report {
    let text = fs::read_to_string(case).unwrap();
    let alone = text.starts_with("# alone");
    let mut sources = vec![SourceFile { path: format!("{}.toml", name(case)), text }];
    if let Ok(text) = fs::read_to_string(case.with_extension("tsv")) {
        sources.push(SourceFile { path: format!("{}.tsv", name(case)), text });
    }
    if !alone {
        sources.extend(folder::read(folder_of_cases().join("base")).unwrap());
    }
    match rules::load(vec![sources]) {
        Ok(pack) => Report { diagnostics: pack.warnings, sources: pack.sources },
        Err(report) => report,
    }
}

#[test]
fn reports_are_as_written() {
    let rewrite = std::env::var_os("REWRITE").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let found = report(&case).to_string();
        let golden = case.with_extension("out");
        if rewrite {
            fs::write(&golden, found).unwrap();
        } else if fs::read_to_string(&golden).ok().as_deref() != Some(&found) {
            wrong.push(format!("{}:\n{found}", name(&case)));
        }
    }
    assert!(wrong.is_empty(), "reports differ from their .out files:\n\n{}", wrong.join("\n"));
}

#[test]
fn each_case_shows_its_code_and_says_what_to_write() {
    for case in cases() {
        let report = report(&case);
        let name = name(&case);
        let code = name.split('-').next().unwrap();
        if code.starts_with(['E', 'W']) {
            let found: Vec<&str> = report.diagnostics.iter().map(|found| found.code).collect();
            assert!(found.contains(&code), "{name} gives {found:?}");
        }
        for found in &report.diagnostics {
            assert!(found.help.as_deref().is_some_and(|help| !help.is_empty()), "{name}: {} has no help", found.code);
            assert!(report.position(found).is_some(), "{name}: {} has no place", found.code);
            assert_eq!(found.severity == Severity::Warning, found.code.starts_with('W'), "{name}");
        }
    }
}

#[test]
fn every_code_has_a_case() {
    let shown: BTreeSet<String> = cases().iter().map(|case| name(case).split('-').next().unwrap().to_owned()).collect();
    for (code, title) in codes::ALL {
        assert!(shown.contains(*code) || NOT_IN_FILES.contains(code), "{code} ({title}) has no case");
    }
    let distinct: BTreeSet<&str> = codes::ALL.iter().map(|(code, _)| *code).collect();
    assert_eq!(distinct.len(), codes::ALL.len(), "a code is used twice");
}

#[test]
fn three_mistakes_give_three_diagnostics() {
    let report = report(&folder_of_cases().join("three-mistakes.toml"));
    let found: Vec<&str> = report.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(found, [codes::UNKNOWN_ATTRIBUTE, codes::UNKNOWN_CAPTURE, codes::UNKNOWN_KEY]);
}

#[test]
fn colours_change_no_words() {
    let report = report(&folder_of_cases().join("three-mistakes.toml"));
    let coloured = report.coloured();
    assert!(coloured.contains("\u{1b}["));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some(start) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        rest = &rest[rest.find('m').unwrap() + 1..];
    }
    plain.push_str(rest);
    assert_eq!(plain, report.plain());
}
