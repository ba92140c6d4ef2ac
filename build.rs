//! Embeds the English pack: writes sorted `include_str!` lines for every file under `rules/en`.
//!
//! No macro crate does this: they miss added files or read the disk at run time.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=build.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules/en");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let inside = |file: &Path| {
        let inside = file.strip_prefix(&root).expect("it was found there");
        inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    files.sort_by_key(|file| inside(file));
    let mut out = String::from("const FILES: &[(&str, &str)] = &[\n");
    for file in &files {
        let path = inside(file);
        out.push_str(&format!("    ({path:?}, include_str!({:?})),\n", file.to_string_lossy()));
    }
    out.push_str("];\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("builtin_files.rs");
    fs::write(target, out).expect("the build folder can be written");
}

/// All rule files and word lists below a folder; a folder that is not there has none.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "tsv") {
            files.push(path);
        }
    }
}
