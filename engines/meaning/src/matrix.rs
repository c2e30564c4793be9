//! The matrix of word vectors out of a safetensors file.

use safetensors::tensor::{Dtype, SafeTensors};

use crate::model::ModelError;

/// Fewest and most dimensions of a vector.
const DIMENSIONS: (usize, usize) = (8, 1_024);

/// Names under which models keep their word vectors, the likeliest first.
const NAMES: [&str; 4] =
    ["embeddings", "embedding.weight", "embeddings.word_embeddings.weight", "word_embeddings.weight"];

/// Word vectors, row by row.
#[derive(Debug)]
pub(crate) struct Matrix {
    pub(crate) dimensions: usize,
    numbers: Vec<f32>,
}

impl Matrix {
    /// Reads it from the bytes of a file. Errors: no matrix under a known name, another shape, another sort of number,
    /// fewer rows than the tokenizer has tokens, a number that is none.
    pub(crate) fn read(bytes: &[u8], tokens: usize) -> Result<Self, ModelError> {
        let file = SafeTensors::deserialize(bytes).map_err(|e| ModelError::Tensors(e.to_string()))?;
        let known =
            |name: &&str| NAMES.iter().any(|known| name == known || name.ends_with(&format!(".{known}")));
        let names = file.names();
        let name = names.iter().copied().find(known).ok_or_else(|| {
            ModelError::NoMatrix(names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        })?;
        let tensor = file.tensor(name).map_err(|e| ModelError::Tensors(e.to_string()))?;
        let &[rows, dimensions] = tensor.shape() else {
            return Err(ModelError::Shape { name: name.to_owned(), shape: tensor.shape().to_vec() });
        };
        if rows < tokens {
            return Err(ModelError::Rows { rows, tokens });
        }
        if !(DIMENSIONS.0..=DIMENSIONS.1).contains(&dimensions) {
            return Err(ModelError::Dimensions { dimensions, least: DIMENSIONS.0, most: DIMENSIONS.1 });
        }
        let numbers = numbers(tensor.dtype(), tensor.data())?;
        if numbers.iter().any(|number| !number.is_finite()) {
            return Err(ModelError::NotANumber);
        }
        Ok(Self { dimensions, numbers })
    }

    /// The vector of a token.
    pub(crate) fn row(&self, token: u32) -> Option<&[f32]> {
        let at = usize::try_from(token).ok()?.checked_mul(self.dimensions)?;
        self.numbers.get(at..at + self.dimensions)
    }
}

fn numbers(dtype: Dtype, data: &[u8]) -> Result<Vec<f32>, ModelError> {
    let pairs = || data.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
    match dtype {
        Dtype::F32 => Ok(data.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect()),
        Dtype::BF16 => Ok(pairs().map(|bits| f32::from_bits(u32::from(bits) << 16)).collect()),
        Dtype::F16 => Ok(pairs().map(half).collect()),
        other => Err(ModelError::Numbers(format!("{other:?}"))),
    }
}

/// A number of IEEE 754's half precision.
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (bits >> 15, (bits >> 10) & 0x1f, bits & 0x3ff);
    let size = match exponent {
        0 => f32::from(fraction) * 2.0_f32.powi(-24),
        31 => {
            if fraction == 0 {
                f32::INFINITY
            } else {
                f32::NAN
            }
        }
        _ => (1.0 + f32::from(fraction) / 1024.0) * 2.0_f32.powi(i32::from(exponent) - 15),
    };
    if sign == 1 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read() {
        for (bits, number) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8), (0, 0.0)]
        {
            assert!((half(bits) - number).abs() < 1e-9, "{bits:x}");
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }
}
