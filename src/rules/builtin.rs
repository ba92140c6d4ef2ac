//! The pack that is embedded in the binary: the files under `rules/`, put in by `build.rs`.

use super::model::SourceFile;

include!(concat!(env!("OUT_DIR"), "/builtin_files.rs"));

/// A pack that finds nothing, for a build without `rules/`.
const EMPTY: &str = "[pack]\nname = \"empty\"\nversion = \"0\"\nlanguage = \"und\"\nstages = []\n";

/// The files of the built-in pack, in the order of paths.
pub fn sources() -> Vec<SourceFile> {
    let mut sources: Vec<SourceFile> =
        FILES.iter().map(|&(path, text)| SourceFile { path: path.into(), text: text.into() }).collect();
    if !sources.iter().any(|source| source.path.ends_with(".toml")) {
        sources.push(SourceFile { path: "pack.toml".into(), text: EMPTY.into() });
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_pack_loads() {
        let file = SourceFile { path: "pack.toml".into(), text: EMPTY.into() };
        let pack = crate::rules::load(vec![vec![file]]).unwrap();
        assert!(pack.rules.is_empty() && pack.warnings.is_empty());
    }
}
