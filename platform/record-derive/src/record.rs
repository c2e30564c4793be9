//! Field tables and accessors of a struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Ident, LitStr, Path, Result, Type};

/// The words of `#[record(…)]`.
#[derive(Default)]
struct About {
    kind: Option<LitStr>,
    table: Option<LitStr>,
    prefix: Option<LitStr>,
    path: Option<LitStr>,
    rule: Option<Path>,
    states: Option<Path>,
    check: Option<Path>,
    settled: Option<Path>,
    years: bool,
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "Record is for structs"));
    };
    let Fields::Named(named) = &data.fields else {
        return Err(Error::new_spanned(input, "Record needs named fields"));
    };
    let (mut meta, mut own, mut parts) = (None, Vec::new(), Vec::new());
    for field in &named.named {
        if has(field, "meta") {
            meta = field.ident.clone();
        } else if has(field, "rows") {
            parts.push(field);
        } else {
            own.push(field);
        }
    }
    let table = own.iter().map(|f| declaration(f)).collect::<Result<Vec<_>>>()?;
    let name = &input.ident;
    let fields = own.iter().filter_map(|f| f.ident.as_ref()).collect::<Vec<_>>();
    let row = row_accessors(name, &fields, &own, &table);
    if input.attrs.iter().any(|a| a.path().is_ident("part")) {
        let part = part_accessors(name, &fields);
        return Ok(quote! { #row #part });
    }
    let meta = meta.ok_or_else(|| Error::new_spanned(name, "one field is the #[meta]"))?;
    let kind = kind(&input.attrs, name, &parts)?;
    let typed = typed(name, &meta, &fields, &parts)?;
    Ok(quote! { #row #kind #typed })
}

fn has(field: &Field, attribute: &str) -> bool {
    field.attrs.iter().any(|a| a.path().is_ident(attribute))
}

/// One entry of the field table.
fn declaration(field: &Field) -> Result<TokenStream> {
    let (ident, ty) = (&field.ident, &field.ty);
    let name = ident.as_ref().map(Ident::to_string).unwrap_or_default();
    let mut shape = quote! { <#ty as ::entente_record::Held>::SHAPE };
    let (mut max, mut search, mut group) =
        (quote! { 300 }, quote! { 0 }, quote! { ::entente_record::GROUP_PUBLIC });
    let mut required = quote! { <#ty as ::entente_record::Held>::REQUIRED };
    let mut flags = Vec::new();
    for attribute in field.attrs.iter().filter(|a| a.path().is_ident("field")) {
        attribute.parse_nested_meta(|word| {
            let key = word.path.get_ident().map(Ident::to_string).unwrap_or_default();
            match key.as_str() {
                "required" => required = quote! { true },
                "listed" | "filter" | "order" | "unique" | "personal" | "subject" | "fixed" => {
                    flags.push(key);
                }
                "prose" => {
                    shape = quote! { ::entente_record::Shape::prose(<#ty as ::entente_record::Held>::SHAPE) }
                }
                "url" => shape = quote! { ::entente_record::Shape::Url },
                "email" => shape = quote! { ::entente_record::Shape::Email },
                "country" => shape = quote! { ::entente_record::Shape::Country },
                "office" => shape = quote! { ::entente_record::Shape::Office },
                "language" => shape = quote! { ::entente_record::Shape::Language },
                "max" => max = value(&word)?,
                "search" => search = value(&word)?,
                "group" => group = value(&word)?,
                "link" => {
                    let kind = value(&word)?;
                    shape = quote! { ::entente_record::Shape::Link(#kind) };
                }
                "offered" => {
                    let list = value(&word)?;
                    shape = quote! { ::entente_record::Shape::Offered(#list) };
                }
                "identifier" => {
                    let check: Path = word.value()?.parse()?;
                    let code = check
                        .segments
                        .last()
                        .map(|s| s.ident.to_string().replace('_', "-"))
                        .unwrap_or_default();
                    shape = quote! { ::entente_record::Shape::Identifier(#code, #check) };
                }
                _ => return Err(word.error("not a word of #[field]")),
            }
            Ok(())
        })?;
    }
    let flag = |name: &str| flags.iter().any(|f| f == name);
    let [listed, filter, order, unique, personal, subject, fixed] =
        ["listed", "filter", "order", "unique", "personal", "subject", "fixed"].map(flag);
    Ok(quote! {
        ::entente_record::Field {
            name: #name, shape: #shape, required: #required, max: #max, listed: #listed, filter: #filter,
            order: #order, unique: #unique, personal: #personal, subject: #subject, search: #search, group: #group, fixed: #fixed,
        }
    })
}

fn value(word: &syn::meta::ParseNestedMeta<'_>) -> Result<TokenStream> {
    let expression: Expr = word.value()?.parse()?;
    Ok(quote! { #expression })
}

/// The field table, and reading and writing of one row of values.
fn row_accessors(name: &Ident, fields: &[&Ident], own: &[&Field], table: &[TokenStream]) -> TokenStream {
    let types: Vec<&Type> = own.iter().map(|f| &f.ty).collect();
    let numbers = 0..fields.len();
    quote! {
        impl #name {
            /// The declared fields, in order.
            pub const FIELDS: &'static [::entente_record::Field] = &[#(#table),*];

            fn row_values(&self) -> Vec<::entente_record::Datum> {
                vec![#(::entente_record::Held::hold(&self.#fields)),*]
            }
        }

        impl ::entente_record::RowOf for #name {
            type Parsed = (#(#types,)*);

            fn parse_row(row: &[::entente_record::Datum]) -> Option<Self::Parsed> {
                let empty = ::entente_record::Datum::Empty;
                Some((#(<#types as ::entente_record::Held>::take(row.get(#numbers).unwrap_or(&empty))?,)*))
            }
        }
    }
}

/// Reading and writing a part's row as a struct.
fn part_accessors(name: &Ident, fields: &[&Ident]) -> TokenStream {
    quote! {
        impl #name {
            fn from_row(row: &[::entente_record::Datum]) -> Option<Self> {
                let (#(#fields,)*) = <Self as ::entente_record::RowOf>::parse_row(row)?;
                Some(Self { #(#fields),* })
            }

            fn to_row(&self) -> Vec<::entente_record::Datum> {
                self.row_values()
            }
        }
    }
}

fn kind(attributes: &[Attribute], name: &Ident, parts: &[&Field]) -> Result<TokenStream> {
    let mut about = About::default();
    for attribute in attributes.iter().filter(|a| a.path().is_ident("record")) {
        attribute.parse_nested_meta(|word| {
            let key = word.path.get_ident().map(Ident::to_string).unwrap_or_default();
            match key.as_str() {
                "kind" => about.kind = Some(word.value()?.parse()?),
                "table" => about.table = Some(word.value()?.parse()?),
                "prefix" => about.prefix = Some(word.value()?.parse()?),
                "path" => about.path = Some(word.value()?.parse()?),
                "rule" => about.rule = Some(word.value()?.parse()?),
                "states" => about.states = Some(word.value()?.parse()?),
                "check" => about.check = Some(word.value()?.parse()?),
                "settled" => about.settled = Some(word.value()?.parse()?),
                "years" => about.years = true,
                _ => return Err(word.error("not a word of #[record]")),
            }
            Ok(())
        })?;
    }
    let About { kind, table, prefix, path, rule, states, check, settled, years } = about;
    let (Some(kind), Some(prefix), Some(path), Some(rule)) = (kind, prefix, path, rule) else {
        return Err(Error::new_spanned(name, "#[record] needs kind, prefix, path and rule"));
    };
    let table = table.unwrap_or_else(|| kind.clone());
    let states = states.map_or_else(|| quote! { None }, |path| quote! { Some(&#path) });
    let check = check.map_or_else(|| quote! { |_| Vec::new() }, |path| quote! { #path });
    let settled = settled.map_or_else(|| quote! { |_, _, _| Ok(Vec::new()) }, |path| quote! { #path });
    let mut children = Vec::new();
    for part in parts {
        let row = row_type(&part.ty).ok_or_else(|| Error::new_spanned(&part.ty, "a part is a Vec"))?;
        let (name, table) = (part.ident.as_ref().map(Ident::to_string), part_table(part)?);
        children.push(quote! {
            ::entente_record::Children { name: #name, table: #table, fields: #row::FIELDS }
        });
    }
    Ok(quote! {
        impl #name {
            /// The declaration of the kind.
            pub const KIND: &'static ::entente_record::Kind = &::entente_record::Kind {
                name: #kind, table: #table, prefix: #prefix, path: #path, fields: Self::FIELDS,
                children: &[#(#children),*], states: #states, rule: #rule, check: #check, settled: #settled,
                years: #years,
            };
        }
    })
}

fn typed(name: &Ident, meta: &Ident, fields: &[&Ident], parts: &[&Field]) -> Result<TokenStream> {
    let mut read = Vec::new();
    let mut write = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let ident = &part.ident;
        let row = row_type(&part.ty).ok_or_else(|| Error::new_spanned(&part.ty, "a part is a Vec"))?;
        read.push(quote! {
            #ident: record.children.get(#at).map_or(&[][..], Vec::as_slice).iter()
                .map(|row| #row::from_row(row))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| ::entente_record::unfit(Self::KIND, &record.meta))?
        });
        write.push(quote! { self.#ident.iter().map(|row| row.to_row()).collect() });
    }
    Ok(quote! {
        impl ::entente_record::Typed for #name {
            fn kind() -> &'static ::entente_record::Kind {
                Self::KIND
            }

            fn from_record(record: &::entente_record::Record) -> ::entente_kernel::Result<Self> {
                let (#(#fields,)*) = <Self as ::entente_record::RowOf>::parse_row(&record.values)
                    .ok_or_else(|| ::entente_record::unfit(Self::KIND, &record.meta))?;
                Ok(Self { #meta: record.meta.clone(), #(#fields,)* #(#read,)* })
            }

            fn values(&self) -> Vec<::entente_record::Datum> {
                self.row_values()
            }

            fn parts(&self) -> Vec<Vec<Vec<::entente_record::Datum>>> {
                vec![#(#write),*]
            }
        }
    })
}

/// The element type of a `Vec`.
fn row_type(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

fn part_table(part: &Field) -> Result<LitStr> {
    let mut table = None;
    for attribute in part.attrs.iter().filter(|a| a.path().is_ident("rows")) {
        attribute.parse_nested_meta(|word| {
            table = Some(word.value()?.parse()?);
            Ok(())
        })?;
    }
    table.ok_or_else(|| Error::new_spanned(part, "#[rows(table = \"…\")]"))
}
