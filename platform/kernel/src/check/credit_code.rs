//! Unified Social Credit Code, GB 32100-2015.

/// The 31 characters of the code, in order of value; I, O, S, V and Z are not among them.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// True for 18 characters whose last is right: weights are 3^(i-1) mod 31, check = 31 - sum mod 31, and a
/// remainder of 31 stands for 0.
#[must_use]
pub fn is_credit_code(code: &str) -> bool {
    let values: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    let Some(values) = values.filter(|v| v.len() == 18) else { return false };
    let mut weight = 1;
    let mut sum = 0;
    for value in values.iter().take(17) {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    values.last() == Some(&((31 - sum % 31) % 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_and_wrong_check_characters() {
        assert!(is_credit_code("91350100M000100Y43"));
        assert!(!is_credit_code("91350100M000100Y44"));
        assert!(!is_credit_code("91350100M000100Y4"));
        assert!(!is_credit_code("91350100I000100Y43"));
    }

    #[test]
    fn a_remainder_of_31_stands_for_0() {
        assert!(is_credit_code("000000000000000000"));
    }
}
