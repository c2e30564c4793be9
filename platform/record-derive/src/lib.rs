//! `#[derive(Record)]` and `#[derive(Choice)]`: they emit tables and accessors, nothing else.
//!
//! On the struct: `#[record(kind, table, prefix, path, rule, states, check)]` or, for the rows of a part,
//! `#[part]`. On a field: `#[field(required, max, listed, filter, order, unique, personal, search, group, fixed,
//! prose, link, url, email, country, language, identifier)]`. On a part's field: `#[rows(table = "…")]`.

mod choice;
mod record;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Emits the field table, the `Kind` and the accessors of a record struct, or the field table of a part's rows.
#[proc_macro_derive(Record, attributes(record, part, field, rows, meta))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Emits the words of a fieldless enum: `KindOfBody` is `kind_of_body`.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choice::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
