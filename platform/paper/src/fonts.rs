//! The fonts of this machine: Latin from within the program, everything else from what the system has.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst_kit::fonts::{FontPath, FontStore, embedded};

/// Chinese in the weight of a text, best first: Debian's fonts-noto-cjk, and the same designs under their other names.
const SERIF: &[&str] = &["Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC"];
/// Chinese for headings and charts.
const SANS: &[&str] = &["Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC"];
/// Latin, Greek and Cyrillic, and code; the other embedded families are for formulas.
const LATIN: &[&str] = &["Libertinus Serif", "DejaVu Sans Mono"];
/// Files worth opening: families that may be embedded freely, and for which the folder of a machine with hundreds of
/// fonts need not be read.
const FILES: &[&str] = &["Noto", "SourceHan", "DejaVuSans"];

/// Fonts that a paper may use.
pub struct Fonts {
    store: FontStore,
    coverage: Vec<FontInfo>,
    serif: Vec<&'static str>,
    sans: Vec<&'static str>,
}

impl Fonts {
    /// The fonts within the program alone: no Chinese.
    #[must_use]
    pub fn built_in() -> Self {
        let mut fonts = Self { store: FontStore::new(), coverage: Vec::new(), serif: vec![], sans: vec![] };
        for (font, info) in embedded().filter(|(_, info)| LATIN.contains(&info.family.as_str())) {
            fonts.coverage.push(info.clone());
            fonts.store.push((font, info));
        }
        fonts
    }

    /// Those within the program and those found in the folders and their folders, in order of their paths. Folders
    /// that are not there are passed over.
    #[must_use]
    pub fn in_folders(folders: &[PathBuf]) -> Self {
        let mut fonts = Self::built_in();
        let mut files = Vec::new();
        for folder in folders {
            walk(folder, 0, &mut files);
        }
        files.sort();
        files.dedup();
        for path in files {
            fonts.add(&path);
        }
        let has = |family: &&&str| fonts.coverage.iter().any(|info| info.family == ***family);
        fonts.serif = SERIF.iter().chain(SANS).filter(has).copied().collect();
        fonts.sans = SANS.iter().chain(SERIF).filter(has).copied().collect();
        fonts
    }

    /// Whether Chinese can be set.
    #[must_use]
    pub fn chinese(&self) -> bool {
        !self.serif.is_empty()
    }

    /// Families for Chinese text, and for Chinese headings and charts.
    pub(crate) fn families(&self) -> [&[&'static str]; 2] {
        [&self.serif, &self.sans]
    }

    /// Whether one of the fonts has the character.
    pub(crate) fn has(&self, c: char) -> bool {
        self.coverage.iter().any(|info| info.coverage.contains(u32::from(c)))
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        self.store.book()
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        self.store.font(index)
    }

    /// Files are read for what they hold and let go; a font is loaded when a paper first uses it.
    fn add(&mut self, path: &Path) {
        let Ok(data) = fs::read(path) else { return };
        for (index, info) in (0..).zip(FontInfo::iter(&data)) {
            // A collection holds the same characters in the forms of five countries; ours are the simplified ones.
            let foreign = info.family.contains(" CJK ") && !info.family.ends_with(" SC");
            if foreign || info.family.contains("Mono") {
                continue;
            }
            self.coverage.push(info.clone());
            self.store.push((FontPath { path: path.to_owned(), index }, info));
        }
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let families: Vec<&str> = self.coverage.iter().map(|info| info.family.as_str()).collect();
        f.debug_tuple("Fonts").field(&families).finish()
    }
}

/// The fonts of this machine, looked for once in a process: their files hold a hundred megabytes, and who installs
/// fonts can restart the program.
#[must_use]
pub fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::in_folders(&folders()))
}

/// Where Debian keeps fonts, and where a user may.
fn folders() -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from("/usr/share/fonts"), PathBuf::from("/usr/local/share/fonts")];
    if let Some(home) = std::env::var_os("HOME").map(PathBuf::from) {
        folders.extend([home.join(".local/share/fonts"), home.join(".fonts")]);
    }
    folders.extend(std::env::var_os("XDG_DATA_HOME").map(|data| PathBuf::from(data).join("fonts")));
    folders
}

/// The depth keeps a link to a folder above from leading round in circles.
fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() {
            if depth < 6 {
                walk(&path, depth + 1, files);
            }
        } else if wanted(&name) {
            files.push(path);
        }
    }
}

/// Coloured emoji are pictures, which PDF/A would have to describe one by one.
fn wanted(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let font = ending.is_some_and(|ending| ["otf", "ttf", "ttc", "otc"].contains(&ending.as_str()));
    font && FILES.iter().any(|start| name.starts_with(start)) && !name.contains("Color")
}
