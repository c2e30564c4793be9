//! Enumerations whose values are words in columns and locale messages.

/// A closed set of words; derive it on a fieldless enum with `#[derive(Choice)]`.
///
/// The word of `KindOfBody` is `kind_of_body`; its label is the locale message `<enum>-<word>` with dashes.
pub trait Choice: Sized + Copy + 'static {
    /// The enum's name in locale messages, e.g. `need-state`.
    const NAME: &'static str;
    /// All words, in order of declaration.
    const WORDS: &'static [&'static str];
    /// The word.
    fn word(self) -> &'static str;
    /// The value of a word.
    fn from_word(word: &str) -> Option<Self>;
}
