//! Text versions, approvals and signatures of a contract with N sides, as a machine without web or database.
//!
//! ```
//! use entente_signing::Paper;
//!
//! let mut paper = Paper::new(["us", "them"], ["us", "them"]);
//! let first = paper.write("aa").unwrap();
//! paper.send(first).unwrap();
//! paper.approve("us", first, "aa").unwrap();
//! paper.approve("them", first, "aa").unwrap();
//! paper.sign("us", first, "aa").unwrap();
//! assert_eq!(paper.last_text(), None);
//! paper.sign("them", first, "aa").unwrap();
//! assert_eq!(paper.last_text(), Some(first));
//! assert!(paper.write("bb").is_err());
//! ```

mod paper;

pub use paper::{Paper, Refusal, Version};
