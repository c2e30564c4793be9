//! Legal Entity Identifier, ISO 17442, check digits ISO/IEC 7064 MOD 97-10.

/// True for 20 upper-case letters and digits whose number (A=10 … Z=35) leaves 1 when divided by 97.
#[must_use]
pub fn is_lei(code: &str) -> bool {
    if code.len() != 20 || !code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
        return false;
    }
    let remainder = code
        .chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, value| if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 });
    remainder == 1
}

#[cfg(test)]
mod tests {
    use super::is_lei;

    #[test]
    fn the_check_digits_decide() {
        assert!(is_lei("5493001KJTIIGC8Y1R12"));
        assert!(!is_lei("5493001KJTIIGC8Y1R13"));
        assert!(!is_lei("5493001KJTIIGC8Y1R1"));
    }
}
