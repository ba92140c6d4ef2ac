//! The text layer against the cases in `tests/text`: tokens, sentences, quotations, paragraphs.

mod text_support;

use reportedly::text::{Enclosure, Layout, Reader, Span, TokenKind};
use text_support::{load, reader, strings};
use toml::Table;

/// Runs the cases of a file; all that differ are shown.
fn run(file: &str, found: impl Fn(&Table, &Reader) -> Vec<(&'static str, Vec<String>, Vec<String>)>) {
    let reader = reader();
    let mut wrong = String::new();
    for case in load(file)["case"].as_array().unwrap() {
        let case = case.as_table().unwrap();
        for (what, expected, found) in found(case, &reader) {
            if expected != found {
                wrong += &format!(
                    "\n{}: {what}\n  expected {expected:?}\n  found    {found:?}",
                    case["name"].as_str().unwrap()
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn text(case: &Table) -> &str {
    case["text"].as_str().unwrap()
}

fn texts(text: &str, spans: impl Iterator<Item = Span>) -> Vec<String> {
    spans.map(|span| span.of(text).to_owned()).collect()
}

fn join(layout: &Layout, first: u32, last: u32) -> Span {
    Span { start: layout.tokens[first as usize].span.start, end: layout.tokens[last as usize].span.end }
}

#[test]
fn tokens() {
    run("tokens", |case, reader| {
        let mut layout = Layout::default();
        reader.read(text(case), &mut layout);
        let expected = match case.get("list") {
            Some(list) => strings(list),
            None => case["tokens"].as_str().unwrap().split(' ').filter(|t| !t.is_empty()).map(str::to_owned).collect(),
        };
        let found = texts(text(case), layout.tokens.iter().map(|token| token.span));
        let mut results = vec![("words", expected.clone(), reader.words(text(case))), ("tokens", expected, found)];
        if let Some(kinds) = case.get("kinds") {
            let found = layout.tokens.iter().map(|token| match token.kind {
                TokenKind::Word => "w",
                TokenKind::Number => "n",
                TokenKind::Mark => "m",
                TokenKind::Punct => "p",
                TokenKind::Symbol => "s",
                TokenKind::Link => "l",
            });
            results.push(("kinds", vec![kinds.as_str().unwrap().to_owned()], vec![found.collect()]));
        }
        results
    });
}

#[test]
fn sentences() {
    run("sentences", |case, reader| {
        let expected = strings(&case["sentences"]);
        let text = case.get("text").map_or(expected.join(" "), |text| text.as_str().unwrap().to_owned());
        let mut layout = Layout::default();
        reader.read(&text, &mut layout);
        let found = texts(&text, layout.sentences.iter().map(|s| join(&layout, s.start, s.end - 1)));
        vec![("sentences", expected, found)]
    });
}

#[test]
fn quotes() {
    run("quotes", |case, reader| {
        let mut layout = Layout::default();
        reader.read(text(case), &mut layout);
        let those = |test: fn(&Enclosure) -> bool| {
            texts(text(case), layout.quotes.iter().filter(|q| test(q)).map(|q| join(&layout, q.open, q.close)))
        };
        let expected = |key| case.get(key).map(strings).unwrap_or_default();
        vec![
            ("quotes", expected("quotes"), those(|_| true)),
            ("nested", expected("nested"), those(|quote| quote.nested)),
            ("unclosed", expected("unclosed"), those(|quote| !quote.closed)),
            ("unopened", expected("unopened"), those(|quote| !quote.opened)),
        ]
    });
}

#[test]
fn paragraphs() {
    run("paragraphs", |case, reader| {
        let mut layout = Layout::default();
        reader.read(text(case), &mut layout);
        let token = |index: u32| layout.tokens[index as usize].span.of(text(case));
        let found = layout
            .paragraphs
            .iter()
            .map(|paragraph| format!("{} … {}", token(paragraph.tokens.start), token(paragraph.tokens.end - 1)));
        vec![("paragraphs", strings(&case["paragraphs"]), found.collect())]
    });
}
