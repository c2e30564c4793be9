//! Numbers in charts: short, in the language's own steps (万 and 亿 in Chinese).

use entente_kernel::Lang;

/// A number in full, its thousands apart.
#[must_use]
pub fn exact(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number for a chart: in full below ten thousand, then with one decimal, cut off and not rounded up.
#[must_use]
pub fn compact(number: i64, lang: Lang) -> String {
    let steps: [(u64, &str); 3] = match lang {
        Lang::Zh => [(1_000_000_000_000, "万亿"), (100_000_000, "亿"), (10_000, "万")],
        Lang::En => [(1_000_000_000, "bn"), (1_000_000, "m"), (10_000, "k")],
    };
    let size = number.unsigned_abs();
    let Some((from, word)) = steps.into_iter().find(|(from, _)| size >= *from) else { return exact(number) };
    let unit = if word == "k" { 1_000 } else { from };
    let (whole, tenth) = (size / unit, size % unit / (unit / 10));
    let sign = if number < 0 { "-" } else { "" };
    let whole = exact(i64::try_from(whole).unwrap_or(i64::MAX));
    if tenth == 0 { format!("{sign}{whole}{word}") } else { format!("{sign}{whole}.{tenth}{word}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_in_both_languages() {
        let both = |n| Lang::ALL.map(|lang| compact(n, lang));
        assert_eq!(both(0), ["0", "0"]);
        assert_eq!(both(9_999), ["9,999", "9,999"]);
        assert_eq!(both(10_000), ["10k", "1万"]);
        assert_eq!(both(110_421), ["110.4k", "11万"]);
        assert_eq!(both(-125_000), ["-125k", "-12.5万"]);
        assert_eq!(both(1_999_999), ["1.9m", "199.9万"]);
        assert_eq!(both(350_000_000), ["350m", "3.5亿"]);
        assert_eq!(both(2_500_000_000_000), ["2,500bn", "2.5万亿"]);
        assert_eq!(exact(i64::MIN), "-9,223,372,036,854,775,808");
    }
}
