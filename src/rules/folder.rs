//! Rule files of one's own, read from a folder or a single file.
//!
//! A pack is untrusted input: what is read is bounded in number, size and depth, and nothing outside the folder is read.

use super::codes;
use super::diagnostic::Diagnostic;
use super::model::SourceFile;
use std::fs;
use std::path::{Path, PathBuf};

/// How many files a pack may have.
pub const MAX_FILES: usize = 2_000;
/// How many bytes one file may have.
pub const MAX_FILE_BYTES: u64 = 8 << 20;
/// How deep folders may nest.
const MAX_FOLDERS: usize = 16;

/// The rule files (`*.toml`) and word lists (`*.tsv`) of a folder, sub-folders included, in the order of their paths;
/// or one file. Hidden files are left out.
///
/// # Errors
/// A file or folder that cannot be read, is too large, or lies outside the folder by a symbolic link.
pub fn read(path: impl AsRef<Path>) -> Result<Vec<SourceFile>, Vec<Diagnostic>> {
    let path = path.as_ref();
    let mut found = Found { files: Vec::new(), mistakes: Vec::new(), root: PathBuf::new() };
    match fs::metadata(path) {
        Err(error) => found.unreadable(path, &error),
        Ok(meta) if meta.is_file() => {
            let name = path.file_name().map_or_else(|| "rules.toml".into(), |name| name.to_string_lossy().into_owned());
            found.file(path, name);
        }
        Ok(_) => match path.canonicalize() {
            Err(error) => found.unreadable(path, &error),
            Ok(root) => {
                found.root = root;
                found.folder(path, "", 0);
                if found.files.is_empty() && found.mistakes.is_empty() {
                    let message = format!("{} holds no rule file", path.display());
                    found
                        .mistakes
                        .push(Diagnostic::error(codes::NO_RULE_FILE, message).help("rule files are named NAME.toml"));
                }
            }
        },
    }
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    if found.mistakes.is_empty() { Ok(found.files) } else { Err(found.mistakes) }
}

struct Found {
    files: Vec<SourceFile>,
    mistakes: Vec<Diagnostic>,
    /// The folder, links resolved.
    root: PathBuf,
}

impl Found {
    fn unreadable(&mut self, path: &Path, error: &std::io::Error) {
        let message = format!("{} cannot be read: {error}", path.display());
        let help = "give a folder of rule files, or one rule file, that exists and may be read";
        self.mistakes.push(Diagnostic::error(codes::UNREADABLE, message).help(help));
    }

    fn folder(&mut self, path: &Path, inside: &str, depth: usize) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(path, &error),
        };
        for entry in entries.flatten() {
            if self.files.len() > MAX_FILES {
                return;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = entry.path();
            let inside = if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
            let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let is_folder = path.is_dir();
            let wanted = is_folder || name.ends_with(".toml") || name.ends_with(".tsv");
            if link && wanted {
                let stays = !is_folder && path.canonicalize().is_ok_and(|target| target.starts_with(&self.root));
                if !stays {
                    let message = format!("{} is a link that leaves the pack's folder, or to a folder", path.display());
                    let help = "copy what it points to into the pack";
                    self.mistakes.push(Diagnostic::error(codes::OUTSIDE, message).help(help));
                    continue;
                }
            }
            if is_folder && depth < MAX_FOLDERS {
                self.folder(&path, &inside, depth + 1);
            } else if wanted && !is_folder {
                self.file(&path, inside);
            }
        }
    }

    fn file(&mut self, path: &Path, inside: String) {
        if self.files.len() == MAX_FILES {
            let message = format!("the pack has more than {MAX_FILES} files");
            self.mistakes
                .push(Diagnostic::error(codes::TOO_MANY_FILES, message).help("join small files, or load a sub-folder"));
            return;
        }
        match fs::metadata(path) {
            Err(error) => return self.unreadable(path, &error),
            Ok(meta) if meta.len() > MAX_FILE_BYTES => {
                self.mistakes.push(too_large(&path.display().to_string(), meta.len()));
                return;
            }
            Ok(_) => {}
        }
        match fs::read(path) {
            Err(error) => self.unreadable(path, &error),
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => self.files.push(SourceFile { path: inside, text }),
                Err(error) => {
                    let good = error.utf8_error().valid_up_to();
                    let line = error.as_bytes()[..good].iter().filter(|&&byte| byte == b'\n').count() + 1;
                    let message = format!("{} is not UTF-8 in line {line}", path.display());
                    self.mistakes.push(Diagnostic::error(codes::NOT_UTF8, message).help("save the file as UTF-8"));
                }
            },
        }
    }
}

/// The mistake of a file that is too large.
pub(super) fn too_large(path: &str, bytes: u64) -> Diagnostic {
    let message = format!("{path} has {bytes} bytes, more than {MAX_FILE_BYTES}");
    Diagnostic::error(codes::FILE_TOO_LARGE, message).help("split it; a long word list belongs in several files")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for each test, gone afterwards.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("reportedly-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Folder(path)
        }
        fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn codes(path: impl AsRef<Path>) -> Vec<&'static str> {
        read(path).unwrap_err().iter().map(|found| found.code).collect()
    }

    #[test]
    fn files_come_in_the_order_of_paths() {
        let folder = Folder::new("order");
        for path in ["b.toml", "a/z.toml", "a/list.tsv", "a-b.toml", "notes.md", ".hidden.toml"] {
            folder.write(path, "");
        }
        let paths: Vec<String> = read(&folder.0).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(paths, ["a-b.toml", "a/list.tsv", "a/z.toml", "b.toml"]);
    }

    #[test]
    fn one_file_is_a_pack_too() {
        let folder = Folder::new("file");
        let path = folder.write("mine.toml", "x = 1");
        assert_eq!(read(path).unwrap(), [SourceFile { path: "mine.toml".into(), text: "x = 1".into() }]);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = Folder::new("unreadable");
        assert_eq!(codes(folder.0.join("missing")), [codes::UNREADABLE]);
        assert_eq!(codes(&folder.0), [codes::NO_RULE_FILE]);
        folder.write("latin.toml", b"# caf\xe9\n");
        assert_eq!(codes(&folder.0), [codes::NOT_UTF8]);
    }

    #[test]
    fn size_and_number_are_bounded() {
        let folder = Folder::new("large");
        folder.write("large.toml", vec![b'#'; MAX_FILE_BYTES as usize + 1]);
        assert_eq!(codes(&folder.0), [codes::FILE_TOO_LARGE]);
        let many = Folder::new("many");
        for number in 0..=MAX_FILES {
            many.write(&format!("{number}.toml"), "");
        }
        assert_eq!(codes(&many.0), [codes::TOO_MANY_FILES]);
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let folder = Folder::new("links");
        let outside = Folder::new("outside");
        let secret = outside.write("secret.toml", "x = 1");
        folder.write("real.toml", "");
        std::os::unix::fs::symlink(folder.0.join("real.toml"), folder.0.join("same.toml")).unwrap();
        assert_eq!(read(&folder.0).unwrap().len(), 2);
        std::os::unix::fs::symlink(secret, folder.0.join("out.toml")).unwrap();
        std::os::unix::fs::symlink(&outside.0, folder.0.join("folder")).unwrap();
        assert_eq!(codes(&folder.0), [codes::OUTSIDE, codes::OUTSIDE]);
    }
}
