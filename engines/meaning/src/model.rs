//! The model: a tokenizer and a matrix of word vectors.

use std::fs;
use std::path::{Path, PathBuf};

use tokenizers::Tokenizer;

use crate::matrix::Matrix;
use crate::vector::Vector;

/// Most bytes of a model.
const MOST: u64 = 4 << 30;

/// Most characters of a text that are read.
const LONGEST: usize = 20_000;

/// A model that turns texts into vectors.
pub struct Model {
    tokenizer: Tokenizer,
    matrix: Matrix,
}

/// Why a folder is no model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file is missing or cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// The file is too large.
    #[error("{0} is larger than {most} GiB", most = MOST >> 30)]
    TooLarge(PathBuf),
    /// The tokenizer cannot be understood.
    #[error("tokenizer.json is not a tokenizer: {0}")]
    Tokenizer(String),
    /// The file of tensors cannot be understood.
    #[error("model.safetensors cannot be understood: {0}")]
    Tensors(String),
    /// None of its tensors is known to hold word vectors.
    #[error("model.safetensors holds no matrix of word vectors under a known name; it holds: {0}")]
    NoMatrix(String),
    /// The tensor is no matrix.
    #[error(
        "{name} of model.safetensors has the shape {shape:?}; a matrix of tokens by dimensions is needed"
    )]
    Shape {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// There are more tokens than vectors.
    #[error(
        "model.safetensors has {rows} word vectors for {tokens} tokens of tokenizer.json; they do not belong together"
    )]
    Rows {
        /// Vectors.
        rows: usize,
        /// Tokens.
        tokens: usize,
    },
    /// Vectors are too short or too long.
    #[error("word vectors of {dimensions} dimensions cannot be used; {least} to {most} can")]
    Dimensions {
        /// As they are.
        dimensions: usize,
        /// Least.
        least: usize,
        /// Most.
        most: usize,
    },
    /// Another sort of number.
    #[error("model.safetensors holds numbers of the sort {0}; F32, F16 and BF16 can be read")]
    Numbers(String),
    /// Something in the matrix is not a number.
    #[error("model.safetensors holds values that are not numbers")]
    NotANumber,
}

impl Model {
    /// Reads a folder with `tokenizer.json` and `model.safetensors`. Errors: what is wrong with it.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let tokenizer = Tokenizer::from_bytes(read(&folder.join("tokenizer.json"))?);
        let mut tokenizer = tokenizer.map_err(|e| ModelError::Tokenizer(e.to_string()))?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|e| ModelError::Tokenizer(e.to_string()))?;
        let bytes = read(&folder.join("model.safetensors"))?;
        let matrix = Matrix::read(&bytes, tokenizer.get_vocab_size(true))?;
        Ok(Self { tokenizer, matrix })
    }

    /// Numbers of a vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.matrix.dimensions
    }

    /// What a text means; empty when the model knows none of its tokens.
    #[must_use]
    pub fn vector(&self, text: &str) -> Vector {
        let text: String = text.chars().take(LONGEST).collect();
        let Ok(encoding) = self.tokenizer.encode_fast(text, false) else { return Vector::default() };
        let mut sum = vec![0.0_f32; self.matrix.dimensions];
        for row in encoding.get_ids().iter().filter_map(|token| self.matrix.row(*token)) {
            sum.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
        }
        Vector::of(&sum)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ModelError> {
    let unreadable = |error| ModelError::Unreadable(path.to_owned(), error);
    if fs::metadata(path).map_err(unreadable)?.len() > MOST {
        return Err(ModelError::TooLarge(path.to_owned()));
    }
    fs::read(path).map_err(unreadable)
}
