//! All kinds of the program, as the composition root hands them in.

use crate::Kind;

/// The kinds that rooms registered, in order.
#[derive(Clone, Default)]
pub struct Registry {
    kinds: Vec<&'static Kind>,
}

impl Registry {
    /// A registry of these kinds.
    #[must_use]
    pub fn new(kinds: Vec<&'static Kind>) -> Self {
        Self { kinds }
    }

    /// All kinds.
    pub fn kinds(&self) -> impl Iterator<Item = &'static Kind> + '_ {
        self.kinds.iter().copied()
    }

    /// The kind of that name.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<&'static Kind> {
        self.kinds().find(|k| k.name == name)
    }

    /// The kind at that path.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<&'static Kind> {
        self.kinds().find(|k| k.path == path)
    }
}
