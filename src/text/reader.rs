//! The reader: a pack's text settings made ready, and the steps from text to layout in their order.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::characters::is_letter;
use super::fold::fold;
use super::settings::Settings;
use super::tokens::is_ellipsis;
use super::{Layout, Paragraph, Token, TokenKind, paragraphs};

/// Tokens that one paragraph has at most; a longer one is cut, at a sentence end where one is near.
const PARAGRAPH_TOKENS: usize = 10_000;
/// How far back from there a sentence end is looked for.
const CUT_SEARCH: usize = 1_000;

/// Bits of [`Reader::first_bytes`]: what may begin with a byte.
pub(super) const MAY_END: u8 = 1;
pub(super) const MAY_BRACKET: u8 = 2;
pub(super) const MAY_MARK: u8 = 4;

/// A quotation mark, with the styles (bit sets) it opens and closes.
#[derive(Clone, Debug)]
pub(super) struct MarkForm {
    pub(super) text: String,
    pub(super) opens: u32,
    pub(super) closes: u32,
}

/// Words that are known as written: one in lower case matches any case, one with a capital so or in all capitals.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed {
    folded: FxHashSet<String>,
    exact: FxHashSet<String>,
    /// Bytes of the longest one.
    pub(super) longest: usize,
}

impl Listed {
    fn new<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        let mut listed = Listed::default();
        for word in words {
            listed.longest = listed.longest.max(word.len());
            if word.chars().any(char::is_uppercase) {
                listed.exact.insert(word.to_uppercase());
                listed.exact.insert(word.clone());
            } else {
                listed.folded.insert(fold(word).into_owned());
            }
        }
        listed
    }

    pub(super) fn has(&self, written: &str) -> bool {
        written.len() <= self.longest && (self.exact.contains(written) || self.folded.contains(fold(written).as_ref()))
    }
}

/// Reads texts into layouts: settings made ready once, shared by all threads.
///
/// ```
/// # use reportedly::text::{Layout, Reader, Settings};
/// let settings = Settings { sentence_end: vec![".".into()], ..Settings::default() };
/// let reader = Reader::new(&settings);
/// let mut layout = Layout::default();
/// reader.read("Rain fell. Rivers rose.", &mut layout);
/// assert_eq!(layout.sentences.len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Reader {
    pub(super) settings: Settings,
    /// What may begin with a byte: a sentence end, a bracket, a quotation mark.
    pub(super) first_bytes: [u8; 256],
    /// Quotation marks, longest first.
    pub(super) marks: Vec<MarkForm>,
    /// Styles (bit set) of single marks.
    pub(super) single_styles: u32,
    /// Words with a full stop of their own.
    pub(super) abbreviations: Listed,
    /// Words split off a number.
    pub(super) number_prefixes: Listed,
    /// Clitics, longest first.
    pub(super) clitics: Vec<String>,
    /// Function words, folded.
    pub(super) function_words: FxHashSet<String>,
}

impl Reader {
    /// Makes settings ready.
    pub fn new(settings: &Settings) -> Self {
        let mut first_bytes = [0; 256];
        let mut note = |text: &str, bit: u8| {
            if let Some(&byte) = text.as_bytes().first() {
                first_bytes[usize::from(byte)] |= bit;
            }
        };
        settings.sentence_end.iter().for_each(|end| note(end, MAY_END));
        for (open, close) in &settings.brackets {
            note(open, MAY_BRACKET);
            note(close, MAY_BRACKET);
        }
        let mut marks: Vec<MarkForm> = Vec::new();
        let mut single_styles = 0;
        for (style, quotes) in settings.quotes.iter().take(32).enumerate() {
            let bit = 1 << style;
            if quotes.single {
                single_styles |= bit;
            }
            for (text, opens) in
                quotes.open.iter().map(|text| (text, true)).chain(quotes.close.iter().map(|text| (text, false)))
            {
                note(text, MAY_MARK);
                let known = marks.iter().position(|mark| mark.text == *text).unwrap_or_else(|| {
                    marks.push(MarkForm { text: text.clone(), opens: 0, closes: 0 });
                    marks.len() - 1
                });
                if opens {
                    marks[known].opens |= bit;
                } else {
                    marks[known].closes |= bit;
                }
            }
        }
        marks.retain(|mark| !mark.text.is_empty());
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.text.len()));
        let mut clitics: Vec<String> = settings
            .clitics
            .iter()
            .map(|clitic| fold(clitic).into_owned())
            .filter(|clitic| clitic.chars().any(is_letter))
            .collect();
        clitics.sort_by_key(|clitic| std::cmp::Reverse(clitic.len()));
        let function_words = settings.function_words.iter().map(|word| fold(word).into_owned()).collect();
        Reader {
            settings: settings.clone(),
            first_bytes,
            marks,
            single_styles,
            abbreviations: Listed::new(settings.abbreviations.iter()),
            number_prefixes: Listed::new(settings.number_prefixes.iter()),
            clitics,
            function_words,
        }
    }

    /// The settings it was made from.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Reads a text. What the layout held before is gone; its buffers are used again. A text of 4 GiB or more is read up to there,
    /// which counts in [`Layout::cut`].
    pub fn read(&self, text: &str, layout: &mut Layout) {
        layout.clear();
        let readable = &text[..boundary_before(text, u32::MAX as usize)];
        layout.cut += u32::from(readable.len() < text.len());
        let mut carried = 0;
        paragraphs::each(readable, &mut |bytes: Range<usize>| {
            let first = layout.tokens.len();
            self.tokenise(&readable[..bytes.end], bytes.start, &mut layout.tokens);
            let mut start = first;
            while layout.tokens.len() - start > PARAGRAPH_TOKENS {
                let end = self.place_to_cut(readable, &layout.tokens, start);
                self.add_paragraph(readable, layout, start..end, &mut carried);
                layout.cut = layout.cut.saturating_add(1);
                start = end;
            }
            if start < layout.tokens.len() {
                self.add_paragraph(readable, layout, start..layout.tokens.len(), &mut carried);
            }
        });
    }

    /// The tokens of a word, literal or lexicon entry, by the same rules as those of a text.
    pub fn words(&self, text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        self.tokenise(text, 0, &mut tokens);
        tokens.iter().map(|token| token.span.of(text).to_owned()).collect()
    }

    fn add_paragraph(&self, text: &str, layout: &mut Layout, tokens: Range<usize>, carried: &mut u32) {
        let tokens = tokens.start as u32..tokens.end as u32;
        let (quotes, brackets, sentences) = (layout.quotes.len(), layout.brackets.len(), layout.sentences.len());
        self.pair_quotes(text, layout, tokens.clone(), carried);
        self.pair_brackets(text, layout, tokens.clone());
        self.divide_sentences(text, layout, tokens.clone(), quotes, brackets);
        layout.paragraphs.push(Paragraph {
            tokens,
            sentences: sentences as u32..layout.sentences.len() as u32,
            quotes: quotes as u32..layout.quotes.len() as u32,
            brackets: brackets as u32..layout.brackets.len() as u32,
        });
    }

    /// Where a paragraph that is too long ends: after a sentence end if one is near, else where the limit is reached.
    fn place_to_cut(&self, text: &str, tokens: &[Token], start: usize) -> usize {
        let limit = start + PARAGRAPH_TOKENS;
        (limit - CUT_SEARCH..limit)
            .rev()
            .find(|&at| self.is_end(text, &tokens[at]) && !tokens[at + 1].glued)
            .map_or(limit, |at| at + 1)
    }

    /// Whether the token is a mark that may end a sentence; dots in a row are one.
    pub(super) fn is_end(&self, text: &str, token: &Token) -> bool {
        if token.kind != TokenKind::Punct {
            return false;
        }
        let mark = token.span.of(text);
        self.first_bytes[usize::from(mark.as_bytes()[0])] & MAY_END != 0
            && (self.settings.sentence_end.iter().any(|end| end == mark) || is_ellipsis(mark))
    }
}

impl Layout {
    /// Empties it; the buffers stay.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.sentences.clear();
        self.paragraphs.clear();
        self.quotes.clear();
        self.brackets.clear();
        self.cut = 0;
    }
}

/// The last character boundary at or before a byte.
fn boundary_before(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
