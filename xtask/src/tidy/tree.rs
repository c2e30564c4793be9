//! The repository's files in memory: what Git tracks, and what it would track.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::shell::{self, Outcome};

/// Files by their path from the root, with `/` between folders; a text is `None` where the file is not UTF-8.
#[derive(Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads every file that is tracked, or new and not ignored.
    ///
    /// # Errors
    /// When the folder is no Git repository.
    pub(super) fn read(root: &Path) -> Outcome<Self> {
        let mut git = Command::new("git");
        git.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
        let names = shell::output(&mut git)?;
        let mut tree = Self::default();
        for name in names.split('\0').filter(|name| !name.is_empty()) {
            // A file that was deleted but not yet committed is listed and cannot be read.
            if let Ok(bytes) = std::fs::read(root.join(name)) {
                tree.files.insert(name.to_owned(), String::from_utf8(bytes).ok());
            }
        }
        Ok(tree)
    }

    /// How many files there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Paths and texts of the text files.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Text files whose name ends so.
    pub(super) fn ending(&self, end: &str) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(move |(path, _)| path.ends_with(end))
    }

    /// All paths, text or not.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Whether a file or a folder has this path.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        let first_inside = self.files.range(folder.clone()..).next();
        self.files.contains_key(path) || first_inside.is_some_and(|(file, _)| file.starts_with(&folder))
    }
}

#[cfg(test)]
impl Tree {
    /// Adds one file.
    pub(super) fn insert(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_owned(), Some(text.to_owned()));
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Tree {
    fn from(files: [(&str, &str); N]) -> Self {
        Self { files: files.map(|(path, text)| (path.to_owned(), Some(text.to_owned()))).into() }
    }
}

/// Whether the path lies in a folder, or is a file, of this name at any depth.
pub(super) fn has_part(path: &str, name: &str) -> bool {
    path.split('/').any(|part| part == name)
}

/// Whether the file holds tests only.
pub(super) fn is_test(path: &str) -> bool {
    has_part(path, "tests") || has_part(path, "tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_found() {
        let tree = Tree::from([("docs/guide/a.md", ""), ("docs.rs", "")]);
        assert!(
            tree.has("docs") && tree.has("docs/guide") && tree.has("docs/guide/a.md") && tree.has("docs.rs")
        );
        assert!(!tree.has("doc") && !tree.has("docs/gui"));
    }

    #[test]
    fn a_repository_is_read_from_git() {
        let folder = std::env::temp_dir().join(format!("entente-tidy-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("target")).unwrap();
        shell::output(Command::new("git").current_dir(&folder).args(["init", "--quiet"])).unwrap();
        for (name, bytes) in
            [(".gitignore", &b"/target\n"[..]), ("a.md", b"# A"), ("b.png", b"\xff"), ("target/c", b"")]
        {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let tree = Tree::read(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(tree.paths().collect::<Vec<_>>(), [".gitignore", "a.md", "b.png"]);
        assert_eq!(tree.texts().count(), 2);
    }
}
