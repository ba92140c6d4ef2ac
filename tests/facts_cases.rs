//! Readings made by hand, joined, against what `facts_cases.toml` says must come out.

#[allow(dead_code)] // Each test file uses its part.
mod facts_readings;

use facts_readings::{case, cases};
use serde_json::Value;
use std::fmt::Write;

/// A record as the cases write it: spans as their text, null as "null".
fn plain(value: &Value) -> Value {
    match value {
        Value::Null => Value::from("null"),
        Value::Object(fields) if fields.len() == 3 && fields.contains_key("text") => fields["text"].clone(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

/// Whether all that is expected is there.
fn agrees(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().all(|(name, value)| found.get(name).is_some_and(|found| agrees(value, found)))
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len() && expected.iter().zip(found).all(|(one, other)| agrees(one, other))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => expected == found,
    }
}

#[test]
fn cases_come_out_as_they_say() {
    let mut wrong = String::new();
    for case in cases() {
        let found = plain(&case.joined().json());
        for (list, expected) in &case.expect {
            let found = &found[list];
            if !agrees(expected, found) {
                let shown: Vec<String> = found.as_array().unwrap().iter().map(Value::to_string).collect();
                writeln!(wrong, "{}: {list}\n  expected {expected}\n  found\n    {}", case.name, shown.join("\n    "))
                    .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn ids_are_stable_and_depend_on_text_and_pack() {
    let ids = |name: &str, text: &str, digest: &str| -> Vec<[u8; 8]> {
        let mut case = case(name);
        case.text.push_str(text);
        case.joined_under(digest).records.facts.iter().map(|fact| fact.id).collect()
    };
    let first = ids("turned round once and twice", "", "a");
    assert_eq!(first, ids("turned round once and twice", "", "a"));
    assert_ne!(first[0], first[1]);
    assert_ne!(first, ids("turned round once and twice", "", "b"));
    assert_ne!(first, ids("turned round once and twice", " More.", "a"));
}

#[test]
fn spans_are_the_text_they_show() {
    fn check(value: &Value, text: &[char]) {
        match value {
            Value::Object(fields) if fields.contains_key("start") => {
                let at = |name: &str| fields[name].as_u64().unwrap() as usize;
                let shown: String = text[at("start")..at("end")].iter().collect();
                assert_eq!(fields["text"], shown);
            }
            Value::Object(fields) => fields.values().for_each(|value| check(value, text)),
            Value::Array(items) => items.iter().for_each(|value| check(value, text)),
            _ => {}
        }
    }
    for case in cases() {
        check(&case.joined().json(), &case.text.chars().collect::<Vec<_>>());
    }
}
