//! Files that people bring, and files that they take away.
//!
//! **Files of the operator's own**, packed or not, as CSV or JSON lines: [`open`], [`Table`].
//!
//! **Files that nobody vouches for** are read in a child process of this very program, which is bound in memory, time
//! and what it may say; whatever it does, the answer is a value or a clear problem:
//!
//! ```
//! use entente_files::{Bounded, FileType, Limits};
//!
//! // `Bounded::by_this_program()` in the program, where `entente read` is the child.
//! let bounded = Bounded::in_this_process();
//! let bytes = "Partners of 2024,\nname,country,since\n\nACME,DE,2019-05-01\n".as_bytes();
//! assert_eq!(FileType::of(bytes), FileType::Text);
//! let sheets = bounded.table(bytes, &Limits::default()).unwrap();
//! let sheet = &sheets.sheets[0];
//! let header = sheet.header();
//! assert_eq!(sheet.columns(header), ["name", "country", "since"]);
//! let first = &sheet.body(header)[0];
//! assert_eq!((first.number, first.cell(2)), (4, "2019-05-01"));
//! ```
//!
//! [`Bounded::table`] understands CSV (UTF-8, UTF-16, GB18030; comma, semicolon, tab) and Excel (`.xlsx`, `.xlsm`) and
//! gives one shape, [`Sheets`]; [`Bounded::text`] the text of PDF and Word; [`Bounded::read`] either piece by piece.
//! [`FileType::of`] says what a file is by its bytes.
//!
//! **Files that people take away**: [`CsvFile`] with its guard against formulas, [`XlsxFile`] line by line in constant
//! memory, both of [`Cell`]s.

mod bounded;
mod cell;
mod child;
mod delimited;
mod docx;
mod limits;
mod magic;
mod packed;
mod pdf;
mod sheets;
mod table;
mod workbook;
mod xlsx_file;

pub use bounded::{Bounded, Cost};
pub use cell::{Cell, CsvFile, guarded, unguarded};
pub use child::{Emit, Part, Wanted, child};
pub use limits::Limits;
pub use magic::FileType;
pub use packed::open;
pub use sheets::{Line, Sheet, Sheets, letter};
pub use table::{Row, Table, decoded};
pub use xlsx_file::XlsxFile;
