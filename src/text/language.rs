//! Which language a text is in: its function words against those of other languages, in a sample of bounded size.
//!
//! Function words are a third and more of running text, and neighbouring languages share few. What has none of either, a
//! table of results, tells nothing. The method is that of small-word identification (Grefenstette, JADT 1995), with one
//! language on one side and all others on the other.

use super::characters::{Class, Ranges, class_at, find, ranges};
use super::fold::fold_into;
use super::words::letters_end;
use rustc_hash::FxHashMap;

/// What a pack declares about other languages (`[language]`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LanguageSettings {
    /// Function words of other languages, folded.
    pub others: Vec<String>,
    /// The least part of the function words met that must be the language's own.
    pub share: f64,
    /// Of fewer function words nothing is concluded.
    pub min_words: u32,
    /// The scripts that the language is written in, by their Unicode names; empty: any.
    pub scripts: Vec<String>,
}

/// What was counted in a sample of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Function words of the pack's language.
    pub own: u32,
    /// Function words of other languages, and words in other scripts.
    pub others: u32,
    /// Whether the text counts as the pack's language.
    pub speaks: bool,
}

/// Knows the function words.
#[derive(Debug)]
pub struct Recogniser {
    /// Folded words; true for the language's own.
    words: FxHashMap<Box<str>, bool>,
    /// A longer word is no function word.
    longest: usize,
    scripts: Ranges,
    share: f64,
    min_words: u32,
}

/// A text of more bytes is looked at in `PIECES` pieces of `PIECE` bytes, evenly spread.
const PIECES: usize = 12;
const PIECE: usize = 128;

/// So many letters of another script count as one word: some scripts leave no space between words.
const LETTERS: u32 = 6;

impl Recogniser {
    /// A recogniser of the language whose function words are `own`.
    pub fn new(own: &[String], settings: &LanguageSettings) -> Recogniser {
        let others = settings.others.iter().map(|word| (word.as_str().into(), false));
        let words: FxHashMap<Box<str>, bool> =
            others.chain(own.iter().map(|word| (word.as_str().into(), true))).collect();
        let longest = words.keys().map(|word| word.len()).max().unwrap_or(0);
        let mut scripts: Ranges = settings.scripts.iter().flat_map(|name| script(name)).collect();
        scripts.sort_unstable();
        Recogniser { words, longest, scripts, share: settings.share, min_words: settings.min_words }
    }

    /// Looks at a text, at most 1.5 KiB of it.
    ///
    /// ```
    /// use reportedly::text::{LanguageSettings, Recogniser};
    /// let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    /// let settings = LanguageSettings { others: words("el la de que"), share: 0.5, min_words: 4, ..Default::default() };
    /// let recogniser = Recogniser::new(&words("the of and to"), &settings);
    /// assert!(recogniser.look("The head of the school and the owner of the farm spoke.").speaks);
    /// assert!(!recogniser.look("El jefe de la escuela y el dueño de la granja hablaron.").speaks);
    /// assert!(recogniser.look("Oslo 14, Bergen 9, Voss 3").speaks, "nothing speaks against it");
    /// ```
    pub fn look(&self, text: &str) -> Verdict {
        let mut verdict = Verdict { own: 0, others: 0, speaks: true };
        let mut folded = String::new();
        if text.len() <= PIECES * PIECE {
            self.count(text, 0, text.len(), &mut folded, &mut verdict);
        } else {
            for piece in 0..PIECES {
                let mut start = (text.len() - PIECE) * piece / (PIECES - 1);
                while !text.is_char_boundary(start) {
                    start += 1;
                }
                self.count(text, start, start + PIECE, &mut folded, &mut verdict);
            }
        }
        let Verdict { own, others, .. } = verdict;
        let met = own + others;
        verdict.speaks = met < self.min_words || f64::from(own) >= self.share * f64::from(met);
        verdict
    }

    /// Counts the words that begin between two bytes. A word that the first byte cuts is left out.
    fn count(&self, text: &str, start: usize, end: usize, folded: &mut String, verdict: &mut Verdict) {
        let bytes = text.as_bytes();
        let end = end.min(bytes.len());
        let mut at = start;
        if at > 0 {
            while at < end && matches!(class_at(text, at).0, Class::Letter | Class::Combining) {
                at += class_at(text, at).1;
            }
        }
        while at < end {
            let (class, width) = class_at(text, at);
            if class != Class::Letter {
                at += width;
                continue;
            }
            let first = at;
            // most words: letters in ASCII
            at = letters_end(bytes, at);
            let mut letters = (at - first) as u32;
            while at < bytes.len() && letters < 64 {
                let (class, width) = class_at(text, at);
                match class {
                    Class::Letter => letters += 1,
                    Class::Combining => {}
                    _ => break,
                }
                at += width;
            }
            if self.is_of_other_script(text, first) {
                verdict.others += letters.div_ceil(LETTERS);
            } else if at - first <= self.longest {
                match self.own(&text[first..at], folded) {
                    Some(true) => verdict.own += 1,
                    Some(false) => verdict.others += 1,
                    None => {}
                }
            }
        }
    }

    /// Whether a function word is one of the language's own.
    fn own(&self, word: &str, folded: &mut String) -> Option<bool> {
        fold_into(word, folded);
        self.words.get(folded.as_str()).copied()
    }

    fn is_of_other_script(&self, text: &str, at: usize) -> bool {
        !self.scripts.is_empty()
            && text[at..].chars().next().is_some_and(|character| find(&self.scripts, character).is_none())
    }
}

/// Whether Unicode knows a script by this name.
pub fn is_script(name: &str) -> bool {
    !script(name).is_empty()
}

/// The characters of a script.
fn script(name: &str) -> Ranges {
    let plain = name.chars().all(|character| character.is_ascii_alphabetic() || character == '_');
    if plain { ranges(&format!(r"\p{{Script={name}}}")) } else { Ranges::new() }
}
