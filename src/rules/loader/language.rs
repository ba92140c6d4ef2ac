//! `[language]`: by what texts in another language are told.

use super::Loader;
use super::tables::Item;
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::text::{LanguageSettings, fold, is_script};
use rustc_hash::{FxHashMap, FxHashSet};

impl<'a> Loader<'a> {
    /// `None` where the pack does not tell languages apart. Read after `[text]`, whose function words are the language's own.
    pub(super) fn language_settings(&mut self) -> Option<LanguageSettings> {
        let items = std::mem::take(&mut self.declared.language);
        let table = self.merged("[language]", items)?;
        table.only(&["others", "share", "min_words", "scripts"], &mut self.mistakes);
        if self.settings.function_words.is_empty() {
            self.mistakes.push(
                Diagnostic::error(codes::MISSING_KEY, "[text] has no `function_words`, by which [language] goes")
                    .at(table.at, "goes by them")
                    .help("add `function_words = [\"…\"]` to [text], or leave [language] out"),
            );
        }
        let others = table.need("others", &mut self.mistakes).map(|item| self.others(item)).unwrap_or_default();
        let share = table.get("share").and_then(|item| item.fraction(&mut self.mistakes));
        let min_words = table.get("min_words").and_then(|item| item.integer(1..=1_000, &mut self.mistakes));
        let scripts = table.get("scripts").map(|item| self.scripts(item)).unwrap_or_default();
        let min_words = min_words.map_or(8, |number| number as u32);
        Some(LanguageSettings { others, share: share.unwrap_or(0.5), min_words, scripts })
    }

    /// Function words of other languages, folded. One may stand there several times: languages share some.
    fn others(&mut self, item: Item<'a>) -> Vec<String> {
        let own: FxHashSet<&String> = self.settings.function_words.iter().collect();
        let mut words = FxHashMap::default();
        for text in item.texts(&mut self.mistakes) {
            let word = fold(text.value).into_owned();
            if word.is_empty() || !word.chars().all(char::is_alphabetic) {
                self.mistakes.push(
                    Diagnostic::error(codes::NOT_ONE_WORD, format!("`{}` is not one word", text.value))
                        .at(text.whole, "letters only are expected")
                        .help("write each word by itself, without spaces and marks"),
                );
            } else if own.contains(&word) {
                let message = format!("`{}` is a function word of the pack's own language", text.value);
                self.mistakes.push(
                    Diagnostic::error(codes::OWN_AND_OTHER, message)
                        .at(text.whole, "stands in `function_words` of [text] too")
                        .help("take it away here: a word that both languages have tells neither"),
                );
            } else {
                let next = words.len();
                words.entry(word).or_insert(next);
            }
        }
        let mut words: Vec<(usize, String)> = words.into_iter().map(|(word, order)| (order, word)).collect();
        words.sort_unstable();
        words.into_iter().map(|(_, word)| word).collect()
    }

    fn scripts(&mut self, item: Item<'a>) -> Vec<String> {
        let mut scripts = Vec::new();
        for text in item.texts(&mut self.mistakes) {
            if is_script(text.value) {
                scripts.push(text.value.to_owned());
            } else {
                self.mistakes.push(
                    Diagnostic::error(codes::WRONG_WORD, format!("Unicode has no script `{}`", text.value))
                        .at(text.whole, "unknown script")
                        .help("write the name of a script, such as \"Latin\", \"Cyrillic\" or \"Arabic\""),
                );
            }
        }
        scripts
    }
}
