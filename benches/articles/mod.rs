//! The sample articles as texts, the ones of their own files and the ones in JSON lines.

use std::fs;
use std::path::Path;

/// All texts under `samples/`, in the order of their files' names.
///
/// # Panics
/// Where the samples are missing or no longer hold what `samples/README.md` says.
pub(crate) fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        let content = || fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("txt") => texts.push(content()),
            Some("jsonl") => texts.extend(content().lines().map(|line| {
                let article: serde_json::Value = serde_json::from_str(line).expect("the samples are JSON lines");
                article["text"].as_str().expect("an article has a text").to_owned()
            })),
            _ => {}
        }
    }
    assert!(!texts.is_empty(), "no articles in {}", folder.display());
    texts
}
