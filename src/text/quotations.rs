//! Quotations: which opening mark belongs to which closing one.
//!
//! A mark that may open and close (straight marks) is decided by the white space beside it, then by what is open. Single
//! marks are apostrophes unless they pair. A quotation without closing mark runs to the end of its paragraph, or, where
//! others of its style began after it, to the first of them: then its mark was a stray one. A quotation that runs over
//! paragraphs has no closing mark in the first; if the next closes it without opening it again, no opening mark there.

use std::ops::Range;

use super::characters::is_letter;
use super::enclosures::{DEPTH, settle};
use super::reader::{MarkForm, Reader};
use super::{Enclosure, Layout, Token, TokenKind};

/// Tokens in which the true end of a single quotation is looked for.
const SINGLE_SEARCH: usize = 64;

/// A quotation that has begun.
#[derive(Clone, Copy)]
struct Open {
    /// Its style, as a bit.
    style: u32,
    /// Index of the enclosure.
    slot: usize,
    token: u32,
    /// Its mark can do nothing but open.
    sure: bool,
    /// Where it ends if no closing mark follows: the first opening mark after it that led to one of the same style.
    inner: Option<u32>,
}

/// What a mark does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    /// As what is open asks for.
    Either,
}

/// The pairing of one paragraph's marks.
struct Pairing<'p> {
    reader: &'p Reader,
    text: &'p str,
    /// The tokens up to the paragraph's end.
    tokens: &'p mut [Token],
    quotes: &'p mut Vec<Enclosure>,
    /// The paragraph's first token and first quotation.
    start: usize,
    first: usize,
    open: Vec<Open>,
    /// Marks by style that opened one too deep and are not closed yet.
    beyond: [u32; 32],
    cut: u32,
    /// Styles (bit set) that the paragraph before left open.
    carried: u32,
    /// The last mark that opened one.
    opened: Option<usize>,
}

impl Reader {
    /// Pairs the quotation marks of a paragraph. `carried`: styles (bit set) left open in the one before, then in this one.
    pub(super) fn pair_quotes(&self, text: &str, layout: &mut Layout, range: Range<u32>, carried: &mut u32) {
        let first = layout.quotes.len();
        let mut pairing = Pairing {
            reader: self,
            text,
            tokens: &mut layout.tokens[..range.end as usize],
            quotes: &mut layout.quotes,
            start: range.start as usize,
            first,
            open: Vec::new(),
            beyond: [0; 32],
            cut: 0,
            carried: *carried,
            opened: None,
        };
        for at in range.start as usize..range.end as usize {
            if pairing.tokens[at].kind == TokenKind::Mark {
                pairing.mark(at);
            }
        }
        *carried = pairing.finish();
        layout.cut = layout.cut.saturating_add(pairing.cut);
        settle(&mut layout.quotes, first);
    }

    fn form(&self, text: &str, token: &Token) -> Option<&MarkForm> {
        let mark = token.span.of(text);
        // combining marks may stand after it
        self.marks.iter().find(|form| mark.starts_with(form.text.as_str()))
    }

    fn is_single(&self, form: &MarkForm) -> bool {
        (form.opens | form.closes) & self.single_styles != 0
    }
}

impl Pairing<'_> {
    fn mark(&mut self, at: usize) {
        let reader = self.reader;
        let Some(form) = reader.form(self.text, &self.tokens[at]) else { return };
        let known = self.open.iter().rposition(|open| form.closes & open.style != 0);
        match self.role(at, form) {
            Role::Opens => self.open(at, form),
            Role::Either if known.is_none() => self.open(at, form),
            // a closing mark typed for an opening one: ”so
            Role::Closes if known.is_none() && form.opens == 0 && self.before_word(at) && !reader.is_single(form) => {
                self.open(at, form);
            }
            Role::Closes | Role::Either => self.close(at, form, known),
        }
    }

    fn open(&mut self, at: usize, form: &MarkForm) {
        let single = self.reader.is_single(form);
        if single && !self.may_open_single(at) {
            self.tokens[at].kind = TokenKind::Punct;
            return;
        }
        self.opened = Some(at);
        let style = lowest(if form.opens == 0 { form.closes } else { form.opens });
        if let Some(known) = self.open.iter().rposition(|open| open.style == style) {
            let reopened = !self.tokens[at].glued && self.reader.is_end(self.text, &self.tokens[at - 1]);
            if reopened && self.beyond.iter().all(|count| *count == 0) {
                self.abandon(known, at as u32);
            } else {
                let inner = self.open.get(known + 1).map_or(at as u32, |above| above.token);
                self.open[known].inner.get_or_insert(inner);
            }
        }
        if self.open.len() == DEPTH {
            self.beyond[style.trailing_zeros() as usize] += 1;
            self.cut += 1;
            return;
        }
        let slot = self.quotes.len();
        self.open.push(Open { style, slot, token: at as u32, sure: form.closes == 0, inner: None });
        self.quotes.push(Enclosure::opened_at(at as u32, single));
    }

    /// `known`: index of the last open quotation that the mark can close.
    fn close(&mut self, at: usize, form: &MarkForm, known: Option<usize>) {
        if let Some(style) = (0..32).find(|style| form.closes & (1 << style) != 0 && self.beyond[*style] > 0) {
            self.beyond[style] -= 1;
            return;
        }
        let single = self.reader.is_single(form);
        let Some(known) = known else {
            if single {
                self.tokens[at].kind = TokenKind::Punct;
            } else if form.closes & self.carried != 0 && self.quotes.len() == self.first && at > self.start {
                let mut quote = Enclosure::opened_at(self.start as u32, false);
                quote.opened = false;
                quote.close_at(at as u32);
                self.quotes.push(quote);
            }
            return;
        };
        if single && (known + 1 < self.open.len() || self.is_apostrophe(at)) {
            self.tokens[at].kind = TokenKind::Punct;
            return;
        }
        self.abandon(known + 1, at as u32);
        if let Some(closed) = self.open.pop() {
            self.quotes[closed.slot].close_at(at as u32);
        }
    }

    /// Gives up the quotations from the `from`-th on, which a mark at `at` shows to be unclosed: single marks were
    /// apostrophes, others end before it.
    fn abandon(&mut self, from: usize, at: u32) {
        for left in self.open.drain(from..) {
            if left.style & self.reader.single_styles != 0 {
                self.tokens[left.token as usize].kind = TokenKind::Punct;
            } else {
                self.quotes[left.slot].end_before(left.inner.unwrap_or(at));
            }
        }
    }

    /// Ends what is open at the paragraph's end, and says which styles the next one may go on with.
    fn finish(&mut self) -> u32 {
        let mut carried = 0;
        for left in std::mem::take(&mut self.open) {
            let at = left.token as usize;
            if left.style & self.reader.single_styles != 0 {
                let begins = at == self.start || self.tokens[at - 1].kind == TokenKind::Punct;
                if !left.sure || !begins {
                    self.tokens[at].kind = TokenKind::Punct;
                    continue;
                }
            }
            if left.inner.is_none() {
                carried |= left.style;
            }
            self.quotes[left.slot].end_before(left.inner.unwrap_or(self.tokens.len() as u32));
        }
        carried
    }

    fn role(&self, at: usize, form: &MarkForm) -> Role {
        if form.closes == 0 {
            return Role::Opens;
        }
        if form.opens == 0 {
            return Role::Closes;
        }
        let previous = (at > self.start).then(|| &self.tokens[at - 1]);
        let next = self.tokens.get(at + 1);
        let spaced_before = previous.is_none() || !self.tokens[at].glued;
        let spaced_after = next.is_none_or(|next| !next.glued);
        let outer_before = spaced_before
            || previous.is_some_and(|previous| match previous.kind {
                TokenKind::Punct => opening(previous.span.of(self.text)),
                TokenKind::Mark => self.opened == Some(at - 1),
                TokenKind::Symbol => true,
                _ => false,
            });
        let outer_after = spaced_after
            || next.is_some_and(|next| match next.kind {
                TokenKind::Punct => !opening(next.span.of(self.text)),
                TokenKind::Mark => self.tokens.get(at + 2).is_none_or(|after| !after.glued),
                _ => false,
            });
        match (outer_before, outer_after) {
            (true, false) => Role::Opens,
            (false, true) => Role::Closes,
            _ if spaced_before && !spaced_after => Role::Opens,
            _ if spaced_after && !spaced_before => Role::Closes,
            _ => Role::Either,
        }
    }

    /// Whether white space stands before the mark and a word right after it.
    fn before_word(&self, at: usize) -> bool {
        let word = self.tokens.get(at + 1).is_some_and(|next| next.glued && next.kind == TokenKind::Word);
        word && at > self.start && !self.tokens[at].glued
    }

    /// Whether a single mark may open a quotation: it does not stand inside a word or before a number cut short ("'90s").
    fn may_open_single(&self, at: usize) -> bool {
        let inside = at > self.start
            && self.tokens[at].glued
            && matches!(self.tokens[at - 1].kind, TokenKind::Word | TokenKind::Number);
        let cut_short = match self.tokens.get(at + 1..at + 3) {
            Some([number, letter]) => {
                number.glued
                    && number.kind == TokenKind::Number
                    && number.span.end - number.span.start == 2
                    && letter.glued
                    && letter.kind == TokenKind::Word
                    && letter.span.of(self.text).chars().nth(1).is_none()
            }
            _ => false,
        };
        !inside && !cut_short && at + 1 < self.tokens.len()
    }

    /// Whether a single mark that could close a quotation is the apostrophe of a word whose last letter is a clitic's
    /// ("the soldiers' camp"): the sentence runs on after it, and a mark that ends a quotation better follows.
    fn is_apostrophe(&self, at: usize) -> bool {
        let tokens = &*self.tokens;
        let word = at > self.start && tokens[at].glued && tokens[at - 1].kind == TokenKind::Word;
        let runs_on = tokens.get(at + 1).is_some_and(|next| {
            !next.glued && next.kind == TokenKind::Word && next.span.of(self.text).starts_with(is_letter)
        });
        if !word || !runs_on {
            return false;
        }
        let last = tokens[at - 1].span.of(self.text).chars().next_back();
        let cut_short = self.reader.clitics.iter().any(|clitic| {
            let mut letters = clitic.chars();
            letters.next() == Some('\'') && letters.next() == last && letters.next().is_none()
        });
        if !cut_short {
            return false;
        }
        let end = tokens.len().min(at + SINGLE_SEARCH);
        for later in at + 1..end {
            if tokens[later].kind == TokenKind::Mark
                && let Some(form) = self.reader.form(self.text, &tokens[later])
            {
                let ends = tokens[later - 1].kind == TokenKind::Punct
                    || tokens.get(later + 1).is_none_or(|after| after.kind == TokenKind::Punct);
                return self.reader.is_single(form) && tokens[later].glued && ends;
            }
        }
        false
    }
}

/// Whether a mark stands on the outer side of an opening one.
fn opening(mark: &str) -> bool {
    matches!(mark.chars().next(), Some('(' | '[' | '{' | '-' | '–' | '—' | '/' | '¿' | '¡' | ':'))
}

/// The lowest bit of a set.
fn lowest(set: u32) -> u32 {
    set & set.wrapping_neg()
}
