//! The real browser of the story tests: where its parts are. The tests start it themselves.

use std::path::{Path, PathBuf};

use crate::shell;

/// The WebDriver server of Debian's `chromium-driver`.
pub(crate) fn driver() -> Option<PathBuf> {
    shell::find("chromedriver")
}

/// The browser itself.
pub(crate) fn chromium() -> Option<PathBuf> {
    shell::find("chromium")
}

/// Whether a font with Chinese characters is installed: without one a page of boxes passes for Chinese.
pub(crate) fn has_chinese_font() -> bool {
    holds_cjk(Path::new("/usr/share/fonts"))
}

fn holds_cjk(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() { holds_cjk(&path) } else { entry.file_name().to_string_lossy().contains("CJK") }
    })
}
