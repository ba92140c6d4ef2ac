//! The settings of `tests/text/settings.toml`, for all tests of the text layer.

use std::fs;

use reportedly::text::{QuoteMarks, Reader, Settings};
use toml::{Table, Value};

/// A file of `tests/text`.
pub(crate) fn load(name: &str) -> Table {
    let path = format!("{}/tests/text/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// A list of texts.
pub(crate) fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// The settings.
pub(crate) fn settings() -> Settings {
    let table = load("settings");
    let characters = |key: &str| strings(&table[key]).iter().map(|mark| mark.chars().next().unwrap()).collect();
    let style = |style: &Value| QuoteMarks {
        open: strings(&style["open"]),
        close: strings(&style["close"]),
        single: style.get("single").and_then(Value::as_bool).unwrap_or(false),
    };
    let pair = |pair: &Value| (strings(pair)[0].clone(), strings(pair)[1].clone());
    Settings {
        sentence_end: strings(&table["sentence_end"]),
        abbreviations: strings(&table["abbreviations"]).into_iter().collect(),
        clitics: strings(&table["clitics"]),
        number_prefixes: strings(&table["number_prefixes"]),
        decimal: characters("decimal"),
        group: characters("group"),
        quotes: table["quotes"].as_array().unwrap().iter().map(style).collect(),
        brackets: table["brackets"].as_array().unwrap().iter().map(pair).collect(),
        function_words: strings(&table["function_words"]),
    }
}

/// A reader with these settings.
pub(crate) fn reader() -> Reader {
    Reader::new(&settings())
}
