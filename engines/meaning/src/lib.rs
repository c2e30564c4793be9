//! What texts mean, as vectors, by a model that the operator supplies in a folder: `tokenizer.json` and
//! `model.safetensors` with one matrix of word vectors. A text is the mean of its tokens' vectors.

mod matrix;
mod model;
mod vector;

pub use model::{Model, ModelError};
pub use vector::Vector;
