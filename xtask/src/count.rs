//! Counts what a run of `cargo test` prints, and leaves out what nobody reads.

use std::fmt;

/// Tests by their end.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    /// Tests that ran and held.
    pub(crate) passed: u64,
    /// Tests that ran and did not hold.
    pub(crate) failed: u64,
    /// Tests that were ignored, or said themselves that they could not run.
    pub(crate) skipped: u64,
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Reads a run line by line. The run has `--show-output`, so that a passing test can say `skipped: <why>`.
#[derive(Default)]
pub(crate) struct Reader {
    count: Count,
    declined: u64,
    in_successes: bool,
}

impl Reader {
    /// Takes one line and says whether a person should see it.
    pub(crate) fn take(&mut self, line: &str) -> bool {
        let line = line.trim_end();
        if let Some(result) = line.strip_prefix("test result: ") {
            self.in_successes = false;
            self.count.passed += number_before(result, " passed");
            self.count.failed += number_before(result, " failed");
            self.count.skipped += number_before(result, " ignored");
            return true;
        }
        match line {
            "successes:" => self.in_successes = true,
            "failures:" => self.in_successes = false,
            _ => {}
        }
        if line.starts_with("skipped: ") {
            self.declined += 1;
            return true;
        }
        !self.in_successes
    }

    /// The sum over all test programs read so far.
    pub(crate) fn count(&self) -> Count {
        // The test harness counts a test that declined as passed, because it returned.
        Count {
            passed: self.count.passed.saturating_sub(self.declined),
            skipped: self.count.skipped + self.declined,
            ..self.count
        }
    }
}

/// The number in front of the word in `ok. 3 passed; 0 failed; 1 ignored; ...`.
fn number_before(result: &str, word: &str) -> u64 {
    let Some((before, _)) = result.split_once(word) else { return 0 };
    before.rsplit(' ').next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_summed_and_successes_are_not_shown() {
        let run = "running 3 tests\n\
            test a ... ok\n\n\
            successes:\n\n---- a stdout ----\nskipped: no browser\nchatter\n\nsuccesses:\n    a\n    b\n\n\
            failures:\n\n---- c stdout ----\nboom\n\n\
            test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: ok. 5 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.1s\n";
        let mut reader = Reader::default();
        let shown: Vec<&str> = run.lines().filter(|line| reader.take(line)).collect();
        assert_eq!(reader.count(), Count { passed: 6, failed: 1, skipped: 3 });
        assert_eq!(reader.count().to_string(), "6 passed, 1 failed, 3 skipped");
        assert!(shown.contains(&"boom") && shown.contains(&"skipped: no browser"));
        assert!(!shown.contains(&"chatter") && !shown.contains(&"    b"));
    }
}
