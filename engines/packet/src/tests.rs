use entente_kernel::{Chance, SeededChance, Text};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::{Figure, Form, Key, Packet, Refused, Row, Rule, canonical, sha256, verify};

fn key(seed: u64) -> Key {
    let mut bytes = [0; crate::SEED];
    SeededChance::new(seed).fill(&mut bytes);
    Key::of(&bytes).unwrap()
}

fn row(id: &str, amount: i64) -> Row {
    Row { id: id.into(), sha256: sha256(id.as_bytes()), amount }
}

fn figure(rule: Rule, value: i64, rows: Vec<Row>) -> Figure {
    Figure {
        measure: "members".into(),
        name: Text::new("Members", "成员"),
        definition: Text::new("In a paid year", "在缴费年度内"),
        of: Text::default(),
        unit: "count".into(),
        rule,
        query: vec![("slice".into(), "branch:domestic".into())],
        value,
        rows,
    }
}

fn packet(figures: Vec<Figure>) -> Packet {
    let form =
        |lang: &str| Form { lang: lang.into(), media: "text/html".into(), sha256: sha256(lang.as_bytes()) };
    Packet {
        report: "7".into(),
        reference: "RPT-2026-0001".into(),
        title: Text::new("Yearly \"report\"", "年度报告"),
        institution: Text::en("Demo University"),
        audience: "internal".into(),
        as_of: "2025-12-31".into(),
        known_at: "2026-06-30T15:59:59.999999Z".into(),
        languages: vec!["en".into(), "zh-Hans".into()],
        figures,
        forms: vec![form("en"), form("zh-Hans")],
    }
}

fn refused(figure: Figure) -> Refused {
    verify(&packet(vec![figure]).sign(&key(1)).unwrap(), None).unwrap_err()
}

#[test]
fn a_packet_comes_back_as_it_was_signed() {
    let figures = vec![
        figure(Rule::Count, 2, vec![row("a", 1), row("b", 1)]),
        figure(Rule::Sum, i64::MAX, vec![row("a", i64::MAX - 5), row("b", 5)]),
        figure(Rule::Share, 1, vec![row("a", 0), row("b", 1)]),
        figure(Rule::Median, 4, vec![row("a", 9), row("b", 4), row("c", -2), row("d", 30)]),
        figure(Rule::Count, 0, Vec::new()),
    ];
    let (packet, key) = (packet(figures), key(1));
    let bytes = packet.sign(&key).unwrap();
    let checked = verify(&bytes, Some(&key.public())).unwrap();
    assert!(checked.expected && checked.key_id == key.id() && checked.public == key.public());
    assert_eq!(checked.packet, packet);
    assert!(!verify(&bytes, None).unwrap().expected);
    assert_eq!(packet.form(b"en").unwrap().lang, "en");
    assert_eq!(packet.form(b"fr"), None);
}

#[test]
fn every_changed_byte_is_seen() {
    let bytes = packet(vec![figure(Rule::Count, 1, vec![row("a", 1)])]).sign(&key(1)).unwrap();
    let mut tried = 0;
    for at in 0..bytes.len() {
        for with in [1, 0x20, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= with;
            assert!(verify(&changed, None).is_err(), "byte {at} with {with:x}");
            tried += 1;
        }
        let mut shorter = bytes.clone();
        shorter.remove(at);
        assert!(verify(&shorter, None).is_err(), "without byte {at}");
        let mut longer = bytes.clone();
        longer.insert(at, b' ');
        assert!(verify(&longer, None).is_err(), "a space at {at}");
    }
    assert!(tried > 2_000 && verify(&[&bytes[..], b"\n"].concat(), None).is_err());
}

#[test]
fn another_key_is_another_key() {
    let bytes = packet(Vec::new()).sign(&key(1)).unwrap();
    assert_eq!(verify(&bytes, Some(&key(2).public())), Err(Refused::OtherKey(key(1).id())));
    // The signature of one key under the name of another.
    let text = String::from_utf8(bytes).unwrap();
    let other = text.replace(&key(1).public(), &key(2).public()).replace(&key(1).id(), &key(2).id());
    assert_eq!(verify(other.as_bytes(), None), Err(Refused::BadSignature));
    let named = text.replace(&key(1).id(), &key(2).id());
    assert_eq!(verify(named.as_bytes(), None), Err(Refused::BadKey));
    assert!(Key::of(&[1; 31]).is_none() && !format!("{:?}", key(1)).contains(&key(1).public()));
}

#[test]
fn what_does_not_add_up_is_refused_although_it_is_signed() {
    assert_eq!(refused(figure(Rule::Count, 3, vec![row("a", 1), row("b", 1)])), Refused::DoesNotAddUp(1));
    assert_eq!(refused(figure(Rule::Count, 1, vec![row("a", 2)])), Refused::DoesNotAddUp(1));
    assert_eq!(refused(figure(Rule::Sum, 4, vec![row("a", 5)])), Refused::DoesNotAddUp(1));
    let beyond = vec![row("a", i64::MAX), row("b", 1)];
    assert_eq!(refused(figure(Rule::Sum, i64::MIN, beyond)), Refused::DoesNotAddUp(1));
    assert_eq!(refused(figure(Rule::Share, 2, vec![row("a", 2)])), Refused::DoesNotAddUp(1));
    assert_eq!(refused(figure(Rule::Median, 9, vec![row("a", 4), row("b", 9)])), Refused::DoesNotAddUp(1));
    assert_eq!(refused(figure(Rule::Count, 2, vec![row("b", 1), row("a", 1)])), Refused::Disordered(1));
    assert_eq!(refused(figure(Rule::Count, 2, vec![row("a", 1), row("a", 1)])), Refused::Doubled(1));
}

#[test]
fn what_is_no_packet_says_so() {
    let good: Json = serde_json::from_slice(&packet(Vec::new()).sign(&key(1)).unwrap()).unwrap();
    let with = |change: &dyn Fn(&mut Json)| {
        let mut json = good.clone();
        change(&mut json);
        verify(canonical(&json).unwrap_or_else(|_| json.to_string()).as_bytes(), None).unwrap_err()
    };
    assert_eq!(verify(b"\xff", None), Err(Refused::NotJson));
    assert_eq!(verify(b"{}", None), Err(Refused::Shape("content")));
    assert_eq!(with(&|json| json["content"]["form"] = json!("other")), Refused::Shape("form"));
    assert_eq!(with(&|json| json["content"]["figures"] = json!(1.5)), Refused::Shape("figures"));
    assert_eq!(with(&|json| json["content"]["more"] = json!(1)), Refused::NotCanonical);
    assert_eq!(with(&|json| json["key"]["more"] = json!(1)), Refused::NotCanonical);
    assert_eq!(with(&|json| json["signature"] = json!("zz")), Refused::BadSignature);
    assert_eq!(with(&|json| json["content"]["as_of"] = json!("2024-12-31")), Refused::BadSignature);
    let doubled = String::from_utf8(packet(Vec::new()).sign(&key(1)).unwrap()).unwrap();
    let doubled = doubled.replacen("{\"content\"", "{\"content\":1,\"content\"", 1);
    assert_eq!(verify(doubled.as_bytes(), None), Err(Refused::NotCanonical));
    assert!(canonical(&json!(1.5)).is_err() && canonical(&json!(1_i64 << 60)).is_err());
    assert_eq!(
        canonical(&json!({"b": [1, null], "a": "丰\n\u{1}"})).unwrap(),
        "{\"a\":\"丰\\n\\u0001\",\"b\":[1,null]}"
    );
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-(1_i64 << 53)..=(1_i64 << 53)).prop_map(Json::from),
        ".*".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((".*", inner), 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_canonical_form_is_a_fixed_point(json in any_json()) {
        let text = canonical(&json).unwrap();
        let again: Json = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&again, &json);
        prop_assert_eq!(canonical(&again).unwrap(), text);
    }

    #[test]
    fn signed_packets_hold(amounts in prop::collection::btree_map("[a-f0-9]{4}", any::<i32>(), 0..20), title in ".*") {
        let rows: Vec<Row> = amounts.iter().map(|(id, n)| row(id, i64::from(*n))).collect();
        let sum = rows.iter().map(|row| row.amount).sum();
        let mut packet = packet(vec![figure(Rule::Sum, sum, rows)]);
        packet.title = Text { en: Some(title), zh: None };
        let bytes = packet.sign(&key(3)).unwrap();
        prop_assert_eq!(verify(&bytes, Some(&key(3).public())).unwrap().packet, packet);
    }
}
