//! SPDX licence expressions: `OR`, `AND`, `WITH`, brackets, and the old `/` for `OR`.
//!
//! Source: SPDX 2.3 specification, annex D. `AND` binds tighter than `OR`.

use std::iter::Peekable;
use std::vec::IntoIter;

type Words = Peekable<IntoIter<String>>;

/// Whether the expression leaves a choice in which every term is allowed. A term is a licence's id, with its
/// exception where it has one (`Apache-2.0 WITH LLVM-exception`).
///
/// # Errors
/// Says what makes the expression unreadable.
pub(super) fn allows(expression: &str, allowed: &impl Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    let mut words = words.into_iter().peekable();
    let answer = any(&mut words, allowed)?;
    match words.next() {
        None => Ok(answer),
        Some(word) => Err(format!("`{word}` is one too many")),
    }
}

fn any(words: &mut Words, allowed: &impl Fn(&str) -> bool) -> Result<bool, String> {
    let mut answer = all(words, allowed)?;
    while words.next_if(|word| word == "OR").is_some() {
        answer |= all(words, allowed)?;
    }
    Ok(answer)
}

fn all(words: &mut Words, allowed: &impl Fn(&str) -> bool) -> Result<bool, String> {
    let mut answer = one(words, allowed)?;
    while words.next_if(|word| word == "AND").is_some() {
        answer &= one(words, allowed)?;
    }
    Ok(answer)
}

fn one(words: &mut Words, allowed: &impl Fn(&str) -> bool) -> Result<bool, String> {
    let word = words.next().ok_or("it ends too early")?;
    match word.as_str() {
        "(" => {
            let answer = any(words, allowed)?;
            words.next_if(|word| word == ")").map(|_| answer).ok_or_else(|| "a bracket stays open".to_owned())
        }
        ")" | "OR" | "AND" | "WITH" => Err(format!("`{word}` is out of place")),
        licence if words.next_if(|word| word == "WITH").is_some() => {
            let exception = words.next().ok_or("WITH names no exception")?;
            Ok(allowed(&format!("{licence} WITH {exception}")))
        }
        licence => Ok(allowed(licence)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mit_or_llvm(term: &str) -> bool {
        matches!(term, "MIT" | "Unicode-3.0" | "Apache-2.0 WITH LLVM-exception")
    }

    #[test]
    fn choices_and_duties_are_told_apart() {
        for good in [
            "MIT",
            "Unlicense OR MIT",
            "GPL-2.0-only/MIT",
            "Apache-2.0 / MIT / MPL-2.0",
            "(MIT OR GPL-3.0-only) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0",
            "GPL-2.0-only AND ISC OR MIT",
        ] {
            assert_eq!(allows(good, &mit_or_llvm), Ok(true), "{good}");
        }
        for bad in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "Apache-2.0", "MIT AND (ISC OR Zlib)"] {
            assert_eq!(allows(bad, &mit_or_llvm), Ok(false), "{bad}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for nonsense in ["", "MIT OR", "(MIT", "MIT MIT", "AND MIT", "Apache-2.0 WITH"] {
            assert!(allows(nonsense, &mit_or_llvm).is_err(), "{nonsense}");
        }
    }
}
