//! Levels of headings: PDF/UA-1 begins with the first and skips none.

/// What level the next heading gets.
#[derive(Debug, Default)]
pub(crate) struct Levels(u8);

impl Levels {
    /// The wanted level, or the deepest that may follow the heading before.
    pub(crate) fn next(&mut self, wanted: u8) -> u8 {
        self.0 = wanted.clamp(1, 4).min(self.0 + 1);
        self.0
    }

    /// Whether there was any heading; without one a list of contents would be empty.
    pub(crate) fn any(&self) -> bool {
        self.0 > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_begin_at_one_and_skip_nothing() {
        let mut levels = Levels::default();
        assert!(!levels.any());
        let got: Vec<u8> = [3, 4, 1, 3, 9, 0, 2].into_iter().map(|level| levels.next(level)).collect();
        assert_eq!(got, [1, 2, 1, 2, 3, 1, 2]);
        assert!(levels.any());
    }
}
