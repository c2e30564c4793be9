//! The two languages, and text that may stand in both.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Both languages, in the order of columns and forms.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The BCP 47 tag for `lang` attributes and locale files.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
        }
    }

    /// The short code used in column names, cookies and JSON: `en` or `zh`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The other language.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::Zh,
            Self::Zh => Self::En,
        }
    }

    /// Reads a code or tag; `zh`, `zh-Hans`, `zh-CN` and the like are Chinese, `en` and `en-…` English.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let primary = text.split(['-', '_']).next().unwrap_or_default().trim().to_ascii_lowercase();
        match primary.as_str() {
            "en" => Some(Self::En),
            "zh" => Some(Self::Zh),
            _ => None,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Text in one or both languages. Empty strings never stand in it: use [`Text::new`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Text {
    /// The English wording, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// The Chinese wording, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
}

impl Text {
    /// Text from both wordings; blank ones count as absent.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        let keep = |s: String| if s.trim().is_empty() { None } else { Some(s) };
        Self { en: keep(en.into()), zh: keep(zh.into()) }
    }

    /// Text that exists in English only.
    pub fn en(text: impl Into<String>) -> Self {
        Self::new(text, "")
    }

    /// Text that exists in Chinese only.
    pub fn zh(text: impl Into<String>) -> Self {
        Self::new("", text)
    }

    /// The wording in exactly `lang`.
    #[must_use]
    pub fn get(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::En => self.en.as_deref(),
            Lang::Zh => self.zh.as_deref(),
        }
    }

    /// The wording to show a reader of `lang`, with the language it is in; never blank when any wording exists.
    #[must_use]
    pub fn best(&self, lang: Lang) -> Option<(&str, Lang)> {
        self.get(lang).map(|s| (s, lang)).or_else(|| self.get(lang.other()).map(|s| (s, lang.other())))
    }

    /// [`Text::best`] without the language; `""` when there is no wording at all.
    #[must_use]
    pub fn show(&self, lang: Lang) -> &str {
        self.best(lang).map_or("", |(s, _)| s)
    }

    /// True when neither wording exists.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.en.is_none() && self.zh.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_wording_falls_back_and_says_in_which_language() {
        let text = Text::zh("丰田");
        assert_eq!(text.best(Lang::En), Some(("丰田", Lang::Zh)));
        assert_eq!(Text::new(" ", "").best(Lang::En), None);
    }
}
