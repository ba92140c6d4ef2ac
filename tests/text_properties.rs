//! What holds of every text: tokens cover all that can be seen, everything lies in order, time is linear.

mod text_support;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use regex::Regex;
use reportedly::text::{CodePoints, Enclosure, Layout, Reader, TokenKind, numerals};
use text_support::{reader, settings};

/// Pieces of which texts are made that try every path of the tokeniser.
const PIECES: &[&str] = &[
    "Ana",
    "saw",
    "O'Brien",
    "didn’t",
    "U.S.",
    "U.S",
    "J.",
    "p.m.",
    "Ph.D.",
    "No.",
    "G7",
    "5",
    "16,000",
    "3.5",
    "1.2.3",
    "½",
    "2½",
    "²",
    "٣٫٥",
    "１",
    ".5",
    ".",
    "..",
    "...",
    "…",
    "!",
    "?",
    ",",
    ";",
    ":",
    "-",
    "--",
    "—",
    "/",
    "'",
    "’",
    "‘",
    "''",
    "``",
    "`",
    "\"",
    "“",
    "”",
    "„",
    "«",
    "»",
    "(",
    ")",
    "[",
    "]",
    "$",
    "€",
    "%",
    "@",
    "@x",
    "a@b.c",
    "http://x.y",
    "www.x.example",
    "x.co/y",
    "'s",
    "n't",
    "'n'",
    "\u{a0}",
    "\u{202f}",
    "\u{ad}",
    "\u{200d}",
    "\u{301}",
    "\u{feff}",
    "\0",
    "\u{fffd}",
    "😀",
    "हि",
    "的",
    "。",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
];

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

/// White space, and characters that nobody can see.
fn unseen(character: char) -> bool {
    static FORMAT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[\p{Cf}\p{Co}\p{Cn}]$").unwrap());
    character.is_whitespace()
        || character.is_control()
        || !character.is_ascii() && FORMAT.is_match(character.encode_utf8(&mut [0; 4]))
}

fn check(reader: &Reader, text: &str) -> Layout {
    let mut layout = Layout::default();
    reader.read(text, &mut layout);
    let mut end = 0;
    for (index, token) in layout.tokens.iter().enumerate() {
        let (from, to) = (token.span.start as usize, token.span.end as usize);
        assert!(end <= from && from < to, "{text:?}: token {index} after {end}: {token:?}");
        assert!(text.is_char_boundary(from) && text.is_char_boundary(to), "{text:?}: {token:?}");
        let gap = &text[end..from];
        assert!(gap.chars().all(unseen), "{text:?}: {gap:?} lies in no token");
        let first = layout.paragraphs.iter().any(|paragraph| paragraph.tokens.start as usize == index);
        if !first || token.glued {
            assert_eq!(token.glued, !gap.contains(char::is_whitespace), "{text:?}: {token:?}");
        }
        end = to;
        if token.kind == TokenKind::Number {
            assert!(numerals::parse(token.span.of(text), reader.settings()).is_some_and(f64::is_finite), "{text:?}");
        }
    }
    assert!(text[end..].chars().all(unseen), "{text:?}: its end lies in no token");
    let (mut token, mut sentence, mut quote, mut bracket) = (0, 0, 0, 0);
    for paragraph in &layout.paragraphs {
        assert_eq!(paragraph.tokens.start, token);
        assert_eq!(paragraph.sentences.start, sentence);
        assert_eq!(paragraph.quotes.start, quote);
        assert_eq!(paragraph.brackets.start, bracket);
        assert!(!paragraph.tokens.is_empty() && paragraph.tokens.len() <= 10_000);
        for sentence in &layout.sentences[paragraph.sentences.start as usize..paragraph.sentences.end as usize] {
            assert_eq!(sentence.start, token);
            assert!(!sentence.is_empty());
            token = sentence.end;
        }
        assert_eq!(paragraph.tokens.end, token);
        for (all, range) in [(&layout.quotes, &paragraph.quotes), (&layout.brackets, &paragraph.brackets)] {
            nested(text, &all[range.start as usize..range.end as usize], &paragraph.tokens);
        }
        (sentence, quote, bracket) = (paragraph.sentences.end, paragraph.quotes.end, paragraph.brackets.end);
    }
    assert_eq!(layout.tokens.len() as u32, token);
    assert_eq!(layout.sentences.len() as u32, sentence);
    assert_eq!(layout.quotes.len() as u32, quote);
    assert_eq!(layout.brackets.len() as u32, bracket);
    layout
}

/// Enclosures lie inside the paragraph, by opening token, and each inside or beside each.
fn nested(text: &str, enclosures: &[Enclosure], tokens: &std::ops::Range<u32>) {
    let mut ends: Vec<u32> = Vec::new();
    let mut last = None;
    for enclosure in enclosures {
        assert!(tokens.start <= enclosure.open && enclosure.open < enclosure.close && enclosure.close < tokens.end);
        assert!(last.is_none_or(|last| last < enclosure.open || !enclosure.opened), "{text:?}");
        last = Some(enclosure.open);
        while ends.last().is_some_and(|end| *end < enclosure.open) {
            ends.pop();
        }
        assert!(ends.last().is_none_or(|end| enclosure.close <= *end), "{text:?}: {enclosures:?}");
        assert_eq!(enclosure.nested, !ends.is_empty(), "{text:?}: {enclosures:?}");
        ends.push(enclosure.close);
        assert!(ends.len() <= 9, "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_lies_in_order(text in texts()) {
        check(&reader(), &text);
    }

    #[test]
    fn any_text_at_all(text in any::<String>()) {
        check(&reader(), &text);
        check(&Reader::new(&Default::default()), &text);
    }

    #[test]
    fn words_are_the_tokens_of_a_paragraph(text in texts()) {
        let text = text.replace(['\n', '\r'], " ");
        let mut layout = Layout::default();
        let reader = reader();
        reader.read(&text, &mut layout);
        let tokens: Vec<_> = layout.tokens.iter().map(|token| token.span.of(&text)).collect();
        prop_assert_eq!(reader.words(&text), tokens);
    }

    #[test]
    fn buffers_carry_nothing_over(first in texts(), second in texts()) {
        let reader = reader();
        let mut layout = Layout::default();
        reader.read(&first, &mut layout);
        reader.read(&second, &mut layout);
        prop_assert_eq!(format!("{layout:?}"), format!("{:?}", check(&reader, &second)));
    }

    #[test]
    fn code_points_are_counted(text in any::<String>(), times in 1usize..40) {
        let text = text.repeat(times);
        let points = CodePoints::new(&text);
        for (index, (byte, _)) in text.char_indices().enumerate() {
            prop_assert_eq!(points.index(byte as u32), index as u32);
        }
        prop_assert_eq!(points.len() as usize, text.chars().count());
    }

    #[test]
    fn numerals_are_finite_or_nothing(text in "[0-9.,½ ٣'\u{a0}]{0,12}", digits in 0usize..500) {
        let settings = settings();
        for text in [text.clone(), format!("{text}{}", "7".repeat(digits))] {
            prop_assert!(numerals::parse(&text, &settings).is_none_or(f64::is_finite));
        }
    }
}

#[test]
fn time_is_linear() {
    const BYTES: usize = 2_000_000;
    let reader = reader();
    let mut layout = Layout::default();
    for piece in [
        "word ",
        "A",
        "A.",
        "A ",
        "7",
        "7,",
        "7,777",
        "7.",
        "1.2 ",
        ".",
        ". ",
        "- ",
        ". - ",
        "(",
        "“",
        "\"",
        "\" ",
        " \"",
        "'",
        " 'a",
        "a' ",
        "''",
        "a'",
        "@",
        "a@",
        "a@b.",
        "a://",
        "a.bb",
        "aa.bb",
        "aa.bb/",
        "é",
        "\u{301}",
        "\u{feff}",
        "\n",
        "a\n",
        "a b\n",
        "    a\n",
        "\r",
        "=",
        "x’s ",
        "的",
        "。",
        "(“a",
        "”)",
        "Ab. The “",
        ".\" ",
        "$",
        "½",
        "\u{a0}7",
    ] {
        let text = piece.repeat(BYTES / piece.len());
        let start = Instant::now();
        reader.read(&text, &mut layout);
        // a tenth of a second as a rule; quadratic time would take hours
        assert!(start.elapsed() < Duration::from_secs(10), "{piece:?} takes {:?}", start.elapsed());
        assert!(layout.paragraphs.iter().all(|paragraph| paragraph.tokens.len() <= 10_000), "{piece:?}");
    }
}

#[test]
fn caps_are_counted() {
    let reader = reader();
    let mut layout = Layout::default();
    for (text, cut) in [
        ("(".repeat(8) + "a" + &")".repeat(8), 0),
        ("(".repeat(10_000) + "a" + &")".repeat(10_000), 9_992 + 2),
        ("“".repeat(9) + "a" + &"”".repeat(9), 1),
        ("word ".repeat(10_000), 0),
        ("word ".repeat(10_001), 1),
        ("word. ".repeat(10_000), 1),
    ] {
        reader.read(&text, &mut layout);
        let start: String = text.chars().take(12).collect();
        assert_eq!(layout.cut, cut, "{start}");
    }
}
