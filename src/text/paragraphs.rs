//! Paragraphs: runs of lines. A blank line ends one; a single line break does too, unless the text is hard-wrapped.
//!
//! Whether a text is hard-wrapped is read off its line lengths: a wrapped line was broken because the next word would
//! not have fitted, and mostly goes on in the middle of a sentence. In wrapped newswire a paragraph begins with an
//! indented line, and ends early in a line that had room left.

use std::ops::Range;

use memchr::memchr2;

/// Longest line that wrapping makes, in characters.
const WIDEST: usize = 120;
/// Shortest width that lines are wrapped to.
const NARROWEST: usize = 30;

/// Calls `take` with the bytes of each paragraph, in the order of the text.
pub(super) fn each(text: &str, take: &mut impl FnMut(Range<usize>)) {
    let width = wrapped_width(text);
    let mut open: Option<Line> = None;
    let mut start = 0;
    for line in Lines::new(text) {
        if let Some(last) = open {
            let goes_on = !line.blank && width.is_some_and(|width| flows(text, last, line, width));
            if !goes_on {
                take(start..last.end);
                start = line.start;
            }
        } else {
            start = line.start;
        }
        open = (!line.blank).then_some(line);
    }
    if let Some(last) = open {
        take(start..last.end);
    }
}

/// One line, its line break left out.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    /// Where its text begins.
    text: usize,
    blank: bool,
}

impl Line {
    fn indent(&self) -> usize {
        self.text - self.start
    }
}

/// Lines that end in LF, CRLF or CR.
struct Lines<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Lines { bytes: text.as_bytes(), at: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let mut end = memchr2(b'\n', b'\r', &self.bytes[start..]).map_or(self.bytes.len(), |found| start + found);
        self.at = end + 1;
        if self.bytes[end..].starts_with(b"\r\n") {
            self.at += 1;
        }
        while end > start && self.bytes[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        let text = start + self.bytes[start..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        Some(Line { start, end, text, blank: text == end })
    }
}

/// The width the text is wrapped to, if it is.
fn wrapped_width(text: &str) -> Option<usize> {
    // lines that another line follows directly, and those of them too long to come from wrapping
    let (mut inner, mut long, mut width) = (0u32, 0u32, 0);
    let mut margin = usize::MAX;
    let mut last: Option<Line> = None;
    for line in Lines::new(text) {
        if let Some(last) = last.filter(|_| !line.blank) {
            inner += 1;
            let bytes = last.end - last.start;
            let length = if bytes <= WIDEST * 4 { columns(&text[last.start..last.end]) } else { bytes };
            if length > WIDEST {
                long += 1;
            } else {
                width = width.max(length);
            }
            margin = margin.min(line.indent());
        }
        last = (!line.blank).then_some(line);
    }
    if inner == 0 || long * 20 > inner || width < NARROWEST {
        return None;
    }
    // lines that go on stand at the margin; indented ones begin paragraphs or are rows of tables
    let (mut pairs, mut full, mut running) = (0u32, 0u32, 0u32);
    let mut last: Option<Line> = None;
    for line in Lines::new(text) {
        if let Some(last) = last.filter(|_| !line.blank && line.indent() == margin) {
            pairs += 1;
            full += u32::from(room(text, last, line, width) <= 0);
            running += u32::from(text[line.text..].chars().next().is_some_and(|first| !starts_sentence(first)));
        }
        last = (!line.blank).then_some(line);
    }
    (pairs > 0 && full * 10 >= pairs * 6 && running * 10 >= pairs * 3).then_some(width)
}

/// Whether a line of a wrapped text goes on in the next one.
fn flows(text: &str, last: Line, line: Line, width: usize) -> bool {
    if line.indent() > last.indent() {
        return false;
    }
    let room = room(text, last, line, width);
    let ends = text[last.text..last.end].ends_with(['.', '!', '?', ':', '"', '”', '\'', '’', ')']);
    // lines of uneven length are common where words are not broken; a line that ends a sentence needs less room to end a paragraph
    room <= if ends { 2 } else { (width / 4) as isize }
}

/// How many characters are left in a line after the first word of the next one is put there too; negative: it would not fit.
fn room(text: &str, last: Line, line: Line, width: usize) -> isize {
    let word = text[line.text..line.end].split(|c: char| c.is_ascii_whitespace()).next().unwrap_or("");
    let filled = columns(&text[last.start..last.end]) + 1 + columns(word);
    width as isize - filled as isize
}

fn starts_sentence(first: char) -> bool {
    first.is_uppercase() || !first.is_alphanumeric()
}

fn columns(text: &str) -> usize {
    text.chars().count()
}
