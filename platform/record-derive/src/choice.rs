//! Words of a fieldless enum.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Result};

/// `InNegotiation` with `_` -> `in_negotiation`.
pub(crate) fn words(name: &str, joint: char) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(joint);
        }
        out.extend(c.to_lowercase());
    }
    out
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(input, "Choice is for enums"));
    };
    let name = &input.ident;
    let label = words(&name.to_string(), '-');
    let mut variants = Vec::new();
    let mut texts = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(variant, "a choice has no fields"));
        }
        variants.push(&variant.ident);
        texts.push(words(&variant.ident.to_string(), '_'));
    }
    Ok(quote! {
        impl ::entente_record::Choice for #name {
            const NAME: &'static str = #label;
            const WORDS: &'static [&'static str] = &[#(#texts),*];

            fn word(self) -> &'static str {
                match self { #(Self::#variants => #texts),* }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word { #(#texts => Some(Self::#variants),)* _ => None }
            }
        }

        impl ::entente_record::Held for #name {
            const SHAPE: ::entente_record::Shape =
                ::entente_record::Shape::Choice(#label, <#name as ::entente_record::Choice>::WORDS);
            const REQUIRED: bool = true;

            fn hold(&self) -> ::entente_record::Datum {
                ::entente_record::Datum::Line(::entente_record::Choice::word(*self).to_owned())
            }

            fn take(datum: &::entente_record::Datum) -> Option<Self> {
                match datum {
                    ::entente_record::Datum::Line(word) => <#name as ::entente_record::Choice>::from_word(word),
                    _ => None,
                }
            }
        }
    })
}
