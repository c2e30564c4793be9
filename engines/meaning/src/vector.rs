//! Vectors of length 1, in one byte a dimension.

/// What a text means. Empty for a text without a known token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vector(Box<[i8]>);

/// What 1 is in a byte.
const ONE: f32 = 127.0;

impl Vector {
    /// The direction of these numbers.
    #[must_use]
    pub fn of(numbers: &[f32]) -> Self {
        let length = numbers.iter().map(|n| n * n).sum::<f32>().sqrt();
        if length <= f32::EPSILON || !length.is_finite() {
            return Self::default();
        }
        Self(numbers.iter().map(|n| byte(n / length)).collect())
    }

    /// The cosine with another vector, -1 to 1; 0 when either is empty or they have not as many dimensions.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f64 {
        if self.0.len() != other.0.len() || self.0.is_empty() {
            return 0.0;
        }
        let product: i32 = self.0.iter().zip(&other.0).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        let length =
            |of: &Self| f64::from(of.0.iter().map(|a| i32::from(*a) * i32::from(*a)).sum::<i32>()).sqrt();
        (f64::from(product) / (length(self) * length(other))).clamp(-1.0, 1.0)
    }

    /// True for a text that means nothing to the model.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "within a byte after the clamp")]
fn byte(number: f32) -> i8 {
    (number * ONE).round().clamp(-ONE, ONE) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_are_those_of_the_numbers() {
        let (a, b) = (Vector::of(&[3.0, 4.0]), Vector::of(&[4.0, 3.0]));
        assert!((a.cosine(&b) - 0.96).abs() < 0.01 && (a.cosine(&a) - 1.0).abs() < 1e-9);
        assert!(a.cosine(&Vector::of(&[-3.0, -4.0])) < -0.99);
        for nothing in [Vector::of(&[]), Vector::of(&[0.0, 0.0]), Vector::of(&[f32::NAN, 1.0])] {
            assert!(nothing.is_empty() && a.cosine(&nothing) == 0.0);
        }
    }
}
