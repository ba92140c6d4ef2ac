//! Quotations and brackets: which opening mark belongs to which closing one, paragraph by paragraph.
//!
//! A mark that may open and close (straight quotation marks) is decided by the white space beside it and by what is open.
//! Single marks are apostrophes unless they pair. A quotation that is not closed runs to the end of its paragraph, or, where
//! others of its style began after it, to the first of them: then the mark was a stray one. One that the next paragraph
//! closes without opening it again has no opening mark there.

use std::ops::Range;

use super::reader::{MAY_BRACKET, MarkForm, Reader};
use super::tokens::is_letter;
use super::{Enclosure, Layout, Token, TokenKind};

/// How deep quotations, and brackets, lie in each other at most.
const DEPTH: usize = 8;
/// Tokens in which the true end of a single quotation is looked for.
const SINGLE_SEARCH: usize = 64;
/// The close of an enclosure that turns out to be none.
const NONE: u32 = u32::MAX;

/// A quotation that has begun.
#[derive(Clone, Copy)]
struct Open {
    style: u32,
    /// Index of the enclosure.
    slot: usize,
    token: u32,
    /// Its mark can do nothing but open.
    sure: bool,
    /// Where it ends if no closing mark follows: the first opening mark after it that led to one of the same style.
    inner: Option<u32>,
}

/// What a mark does here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    /// As the state of the quotations asks for.
    Either,
}

impl Reader {
    /// Pairs the quotation marks of a paragraph. `carried`: styles (bit set) left open in the paragraph before.
    pub(super) fn pair_quotes(&self, text: &str, layout: &mut Layout, range: Range<u32>, carried: &mut u32) {
        let first = layout.quotes.len();
        let tokens = &mut layout.tokens[..range.end as usize];
        let quotes = &mut layout.quotes;
        let before = std::mem::take(carried);
        let mut open: Vec<Open> = Vec::new();
        let mut beyond = [0u32; 32];
        // the last mark that opened one
        let mut opened = None;
        for at in range.start as usize..range.end as usize {
            if tokens[at].kind != TokenKind::Mark {
                continue;
            }
            let Some(form) = self.mark(text, &tokens[at]) else { continue };
            let start = range.start as usize;
            let mut role = self.role(text, tokens, start, at, form, at > 0 && opened == Some(at - 1));
            if role == Role::Either {
                let known = open.iter().any(|open| form.closes & open.style != 0);
                role = if known { Role::Closes } else { Role::Opens };
            }
            let single = (form.opens | form.closes) & self.single_styles != 0;
            if role == Role::Closes
                && form.opens == 0
                && !single
                && !open.iter().any(|open| form.closes & open.style != 0)
            {
                // a closing mark typed for an opening one: ”so
                let before_word = tokens.get(at + 1).is_some_and(|next| next.glued && next.kind == TokenKind::Word);
                if before_word && at > start && !tokens[at].glued {
                    role = Role::Opens;
                }
            }
            if role == Role::Opens {
                opened = Some(at);
                let style = if form.opens == 0 { form.closes } else { form.opens };
                let style = style & style.wrapping_neg();
                if single && !self.may_open_single(text, tokens, start, at) {
                    tokens[at].kind = TokenKind::Punct;
                    continue;
                }
                if let Some(known) = open.iter().rposition(|open| open.style == style) {
                    let reopened = at > start && !tokens[at].glued && self.is_end(text, &tokens[at - 1]);
                    if reopened && beyond.iter().all(|count| *count == 0) {
                        abandon(tokens, quotes, &mut open, known, at as u32, self.single_styles);
                    } else {
                        let inner = open.get(known + 1).map_or(at as u32, |above| above.token);
                        open[known].inner.get_or_insert(inner);
                    }
                }
                if open.len() == DEPTH {
                    beyond[style.trailing_zeros() as usize] += 1;
                    layout.cut = layout.cut.saturating_add(1);
                    continue;
                }
                let sure = form.closes == 0;
                open.push(Open { style, slot: quotes.len(), token: at as u32, sure, inner: None });
                quotes.push(Enclosure {
                    open: at as u32,
                    close: NONE,
                    closed: false,
                    opened: true,
                    single,
                    nested: false,
                });
                continue;
            }
            if let Some(style) = styles(form.closes).find(|style| beyond[*style] > 0) {
                beyond[style] -= 1;
                continue;
            }
            let known = open.iter().rposition(|open| form.closes & open.style != 0);
            match known {
                Some(known) if single && (known + 1 < open.len() || self.is_apostrophe(text, tokens, start, at)) => {
                    tokens[at].kind = TokenKind::Punct;
                }
                Some(known) => {
                    abandon(tokens, quotes, &mut open, known + 1, at as u32, self.single_styles);
                    if let Some(closed) = open.pop() {
                        quotes[closed.slot].close = at as u32;
                        quotes[closed.slot].closed = true;
                    }
                }
                None if single => tokens[at].kind = TokenKind::Punct,
                None if form.closes & before != 0 && quotes.len() == first && at > start => quotes.push(Enclosure {
                    open: range.start,
                    close: at as u32,
                    closed: true,
                    opened: false,
                    single: false,
                    nested: false,
                }),
                None => {}
            }
        }
        for left in open.iter().rev() {
            let single = left.style & self.single_styles != 0;
            let at = left.token as usize;
            let begins = at == range.start as usize || tokens[at - 1].kind == TokenKind::Punct;
            if single && !(left.sure && begins) {
                // an apostrophe
            } else if let Some(inner) = left.inner {
                end_before(&mut quotes[left.slot], inner);
            } else {
                end_before(&mut quotes[left.slot], range.end);
                *carried |= left.style;
            }
            if quotes[left.slot].close == NONE && single {
                tokens[at].kind = TokenKind::Punct;
            }
        }
        settle(quotes, first);
    }

    /// Pairs the brackets of a paragraph; one without its fellow is none.
    pub(super) fn pair_brackets(&self, text: &str, layout: &mut Layout, range: Range<u32>) {
        let first = layout.brackets.len();
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut beyond = 0u32;
        for at in range {
            let token = &layout.tokens[at as usize];
            if !matches!(token.kind, TokenKind::Punct | TokenKind::Symbol) {
                continue;
            }
            let byte = text.as_bytes()[token.span.start as usize];
            if self.first_bytes[usize::from(byte)] & MAY_BRACKET == 0 {
                continue;
            }
            let mark = token.span.of(text);
            if let Some(kind) = self.settings.brackets.iter().position(|(opening, _)| opening == mark) {
                if open.len() == DEPTH {
                    beyond += 1;
                    layout.cut = layout.cut.saturating_add(1);
                    continue;
                }
                open.push((kind, layout.brackets.len()));
                layout.brackets.push(Enclosure {
                    open: at,
                    close: NONE,
                    closed: false,
                    opened: true,
                    single: false,
                    nested: false,
                });
            } else if let Some(kind) = self.settings.brackets.iter().position(|(_, closing)| closing == mark) {
                if beyond > 0 {
                    beyond -= 1;
                } else if let Some(known) = open.iter().rposition(|open| open.0 == kind) {
                    let slot = open[known].1;
                    open.truncate(known);
                    layout.brackets[slot].close = at;
                    layout.brackets[slot].closed = true;
                }
            }
        }
        settle(&mut layout.brackets, first);
    }

    fn mark(&self, text: &str, token: &Token) -> Option<&MarkForm> {
        let mark = token.span.of(text);
        // combining marks may stand after it
        self.marks.iter().find(|form| mark.starts_with(form.text.as_str()))
    }

    fn role(&self, text: &str, tokens: &[Token], start: usize, at: usize, form: &MarkForm, opened: bool) -> Role {
        if form.closes == 0 {
            return Role::Opens;
        }
        if form.opens == 0 {
            return Role::Closes;
        }
        let previous = (at > start).then(|| &tokens[at - 1]);
        let next = tokens.get(at + 1);
        let spaced_before = previous.is_none() || !tokens[at].glued;
        let spaced_after = next.is_none_or(|next| !next.glued);
        let outer_before = spaced_before
            || previous.is_some_and(|previous| match previous.kind {
                TokenKind::Punct => opening(previous.span.of(text)),
                TokenKind::Mark => opened,
                TokenKind::Symbol => true,
                _ => false,
            });
        let outer_after = spaced_after
            || next.is_some_and(|next| match next.kind {
                TokenKind::Punct => !opening(next.span.of(text)),
                TokenKind::Mark => tokens.get(at + 2).is_none_or(|after| !after.glued),
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

    /// Whether a single mark may open a quotation: something follows that is no number cut short ("'90s").
    fn may_open_single(&self, text: &str, tokens: &[Token], start: usize, at: usize) -> bool {
        let outer =
            at == start || !tokens[at].glued || !matches!(tokens[at - 1].kind, TokenKind::Word | TokenKind::Number);
        let Some(next) = tokens.get(at + 1) else { return false };
        let decade = next.kind == TokenKind::Number
            && next.span.end - next.span.start == 2
            && tokens
                .get(at + 2)
                .is_some_and(|after| after.glued && after.kind == TokenKind::Word && after.span.of(text).len() == 1);
        outer && !(next.glued && decade)
    }

    /// Whether a single mark that could close a quotation is the apostrophe of a word whose last letter is a clitic's
    /// ("the soldiers' camp"): the sentence runs on after it, and a mark that ends a quotation better follows.
    fn is_apostrophe(&self, text: &str, tokens: &[Token], start: usize, at: usize) -> bool {
        if at == start || !tokens[at].glued || tokens[at - 1].kind != TokenKind::Word {
            return false;
        }
        let Some(next) = tokens.get(at + 1).filter(|next| !next.glued && next.kind == TokenKind::Word) else {
            return false;
        };
        let last = tokens[at - 1].span.of(text).chars().next_back();
        let cut_short = self.clitics.iter().any(|clitic| {
            let mut letters = clitic.chars();
            letters.next() == Some('\'') && letters.next() == last && letters.next().is_none()
        });
        if !cut_short || !next.span.of(text).starts_with(is_letter) {
            return false;
        }
        for later in at + 1..(at + SINGLE_SEARCH).min(tokens.len()) {
            if tokens[later].kind != TokenKind::Mark {
                continue;
            }
            let Some(form) = self.mark(text, &tokens[later]) else { continue };
            if (form.opens | form.closes) & self.single_styles == 0 {
                return false;
            }
            let spaced_after = tokens.get(later + 1).is_none_or(|after| !after.glued);
            let ends = tokens[later - 1].kind == TokenKind::Punct
                || tokens.get(later + 1).is_none_or(|after| after.kind == TokenKind::Punct);
            return tokens[later].glued && (spaced_after || ends) && ends;
        }
        false
    }
}

/// Gives up the quotations from `from` on that a mark at `at` shows to be unclosed: single marks were apostrophes,
/// others end before it.
fn abandon(
    tokens: &mut [Token],
    quotes: &mut [Enclosure],
    open: &mut Vec<Open>,
    from: usize,
    at: u32,
    single_styles: u32,
) {
    for left in open.drain(from..) {
        if left.style & single_styles != 0 {
            tokens[left.token as usize].kind = TokenKind::Punct;
        } else {
            end_before(&mut quotes[left.slot], left.inner.unwrap_or(at));
        }
    }
}

/// Ends an unclosed quotation before a token; one with nothing in it is none.
fn end_before(quote: &mut Enclosure, token: u32) {
    if token - 1 > quote.open {
        quote.close = token - 1;
    }
}

/// Takes out the enclosures that turned out to be none and says which lie in another.
fn settle(enclosures: &mut Vec<Enclosure>, first: usize) {
    let mut kept = first;
    let mut outer_end = 0;
    for at in first..enclosures.len() {
        let mut enclosure = enclosures[at];
        if enclosure.close == NONE {
            continue;
        }
        enclosure.nested = kept > first && enclosure.open < outer_end;
        outer_end = outer_end.max(enclosure.close);
        enclosures[kept] = enclosure;
        kept += 1;
    }
    enclosures.truncate(kept);
}

/// Whether a mark stands on the outer side of an opening one.
fn opening(mark: &str) -> bool {
    matches!(mark.chars().next(), Some('(' | '[' | '{' | '-' | '–' | '—' | '/' | '¿' | '¡' | ':'))
}

/// The styles of a bit set.
fn styles(mut set: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let style = set.trailing_zeros() as usize;
            set &= set - 1;
            style
        })
    })
}
