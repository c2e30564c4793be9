//! Folders that are a model, and folders that are none.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use entente_meaning::Model;
use safetensors::tensor::{Dtype, TensorView};

static FOLDERS: AtomicUsize = AtomicUsize::new(0);

const TOKENS: [&str; 6] = ["[UNK]", "pump", "泵", "valve", "heat", "loan"];

struct Folder(PathBuf);

impl Folder {
    fn new(tokenizer: &str, tensors: &[u8]) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("entente-meaning-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("tokenizer.json"), tokenizer).unwrap();
        std::fs::write(folder.join("model.safetensors"), tensors).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn tokenizer() -> String {
    let vocabulary: serde_json::Map<String, serde_json::Value> =
        TOKENS.iter().zip(0..).map(|(word, number)| ((*word).to_owned(), number.into())).collect();
    serde_json::json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": { "type": "Whitespace" }, "post_processor": null, "decoder": null,
        "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]" }
    })
    .to_string()
}

/// A matrix of these rows; "pump" and 泵 point the same way.
fn tensors(name: &str, shape: Vec<usize>, numbers: &[f32]) -> Vec<u8> {
    let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    let view = TensorView::new(Dtype::F32, shape, &bytes).unwrap();
    safetensors::serialize([(name, view)], None).unwrap()
}

fn rows() -> Vec<f32> {
    let mut all = vec![0.0; 8];
    for place in [0, 0, 1, 2, 3] {
        let mut row = [0.0; 8];
        row[place] = 1.0;
        all.extend(row);
    }
    all
}

#[test]
fn texts_that_mean_the_same_are_close() {
    let folder = Folder::new(&tokenizer(), &tensors("embeddings", vec![6, 8], &rows()));
    let model = Model::open(&folder.0).unwrap();
    let close = |a: &str, b: &str| model.vector(a).cosine(&model.vector(b));
    assert!(close("pump", "泵") > 0.99 && close("pump", "loan").abs() < 0.01);
    assert!((close("pump valve", "valve 泵") - 1.0).abs() < 0.01);
    assert!(model.vector("").is_empty() && model.vector("nothing known").is_empty());
    assert_eq!(model.dimensions(), 8);
    assert!(close(&"pump ".repeat(50_000), "pump") > 0.99);
}

#[test]
fn every_folder_that_is_no_model_says_what_is_wrong() {
    let good = tensors("embeddings", vec![6, 8], &rows());
    let mut lost = rows();
    lost[9] = f32::NAN;
    let wrong: [(String, Vec<u8>, &str); 8] = [
        ("not json".into(), good.clone(), "is not a tokenizer"),
        (tokenizer(), b"rubbish".to_vec(), "cannot be understood"),
        (tokenizer(), tensors("weights", vec![6, 8], &rows()), "it holds: weights"),
        (tokenizer(), tensors("embeddings", vec![48], &rows()), "has the shape [48]"),
        (tokenizer(), tensors("embeddings", vec![3, 16], &rows()), "3 word vectors for 6 tokens"),
        (tokenizer(), tensors("embeddings", vec![24, 2], &rows()), "2 dimensions cannot be used"),
        (tokenizer(), tensors("embeddings", vec![6, 8], &lost), "not numbers"),
        (tokenizer(), good.get(..60).unwrap().to_vec(), "cannot be understood"),
    ];
    for (tokenizer, tensors, told) in wrong {
        let folder = Folder::new(&tokenizer, &tensors);
        let error = Model::open(&folder.0).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(told), "{error:?} should say {told:?}");
    }
    let error = Model::open(&PathBuf::from("/nowhere")).err().unwrap().to_string();
    assert!(error.contains("/nowhere/tokenizer.json"), "{error}");
}
