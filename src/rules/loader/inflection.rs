//! Inflection declared in the pack: a paradigm's forms, each with endings that replace the lemma's, and irregular forms.

use super::Loader;
use super::attributes::attributes_of;
use super::tables::{Item, Mistakes, Table};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::names::{Name, Value};
use crate::rules::suggestion;
use crate::rules::syntax::Text;
use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

/// How many bytes a compiled regular expression of a pack may take.
const REGEX_BYTES: usize = 1 << 20;

/// `[paradigm.name]`
pub(crate) struct Paradigm {
    forms: Vec<Form>,
    /// By lemma, then by the form's index.
    irregular: FxHashMap<String, Vec<(usize, Vec<String>)>>,
}

struct Form {
    name: Option<String>,
    /// None: the lemma itself.
    endings: Vec<(Regex, String)>,
    attributes: Vec<(Name, Value)>,
}

/// Compiles a regular expression of the pack, within bounds.
pub(crate) fn regex(text: Text<'_>, mistakes: &mut Mistakes) -> Option<Regex> {
    let built =
        RegexBuilder::new(text.value).size_limit(REGEX_BYTES).dfa_size_limit(REGEX_BYTES).nest_limit(64).build();
    match built {
        Ok(regex) => Some(regex),
        Err(regex::Error::CompiledTooBig(_)) => {
            mistakes.push(
                Diagnostic::error(codes::REGEX_TOO_LARGE, "the regular expression grows too large")
                    .at(text.whole, format!("more than {REGEX_BYTES} bytes when compiled"))
                    .help("use smaller repeats, or classes such as [a-z] in place of \\w"),
            );
            None
        }
        Err(error) => {
            mistakes.push(bad_regex(text, &error.to_string()));
            None
        }
    }
}

/// The crate reports "regex parse error:", the expression, a caret line and "error: what": only the last is kept, and the
/// caret becomes a place.
fn bad_regex(text: Text<'_>, report: &str) -> Diagnostic {
    let what = report.lines().rev().find_map(|line| line.strip_prefix("error: ")).unwrap_or("it cannot be read");
    let caret = report.lines().find(|line| line.contains('^') && line.trim().chars().all(|c| "^ ".contains(c)));
    let at = caret.filter(|_| !text.value.contains('\n')).and_then(|line| {
        let column = line.find('^')?.checked_sub(4)?;
        let width = line[line.find('^')?..].bytes().take_while(|&byte| byte == b'^').count();
        let mut offsets = text.value.char_indices().map(|(offset, _)| offset).chain([text.value.len()]);
        let start = offsets.clone().nth(column)?;
        let end = offsets.nth(column + width)?;
        Some(text.part(start, end))
    });
    Diagnostic::error(codes::BAD_REGEX, format!("this is no regular expression: {what}"))
        .at(at.unwrap_or(text.whole), "here")
        .help(
            "expressions are those of the Rust crate `regex`: no look-around, no back-references; `\\.` is a full stop",
        )
}

impl Paradigm {
    /// All forms of a lemma with what each of them adds to the entry's attributes.
    pub(crate) fn forms(&self, lemma: &str) -> Vec<(String, &[(Name, Value)])> {
        let irregular = self.irregular.get(lemma);
        let mut out = Vec::with_capacity(self.forms.len());
        for (index, form) in self.forms.iter().enumerate() {
            let own = irregular.and_then(|forms| forms.iter().find(|(of, _)| *of == index));
            if let Some((_, texts)) = own {
                out.extend(texts.iter().map(|text| (text.clone(), &*form.attributes)));
            } else if form.endings.is_empty() {
                out.push((lemma.to_owned(), &*form.attributes));
            } else if let Some((ending, replacement)) = form.endings.iter().find(|(ending, _)| ending.is_match(lemma)) {
                out.push((ending.replace(lemma, &**replacement).into_owned(), &*form.attributes));
            }
        }
        out
    }
}

impl<'a> Loader<'a> {
    /// Reads `[paradigm.name]`.
    pub(super) fn paradigm(&mut self, table: &Table<'a>) -> Paradigm {
        table.only(&["forms", "irregular"], &mut self.mistakes);
        let mut paradigm = Paradigm { forms: Vec::new(), irregular: FxHashMap::default() };
        if let Some(forms) = table.need("forms", &mut self.mistakes) {
            for form in forms.tables("the form", &mut self.mistakes) {
                let form = self.form(&form);
                paradigm.forms.push(form);
            }
        }
        let Some(irregular) = table.get("irregular") else { return paradigm };
        let Some(lemmas) = irregular.table("the irregular forms", &mut self.mistakes) else { return paradigm };
        for lemma in lemmas.items {
            let Some(forms) = lemma.table("the irregular forms", &mut self.mistakes) else { continue };
            let mut own = Vec::new();
            for form in forms.items {
                let Some(texts) = self.irregular_texts(form) else { continue };
                match paradigm.forms.iter().position(|known| known.name.as_deref() == Some(form.key)) {
                    Some(index) => own.push((index, texts)),
                    None => {
                        let known = paradigm.forms.iter().filter_map(|form| form.name.as_deref());
                        self.mistakes.push(
                            Diagnostic::error(codes::UNKNOWN_FORM, format!("the paradigm has no form `{}`", form.key))
                                .at(form.key_at, "unknown form")
                                .help(suggestion::help(form.key, known, "give the form a `name`")),
                        );
                    }
                }
            }
            paradigm.irregular.insert(lemma.key.to_owned(), own);
        }
        paradigm
    }

    fn irregular_texts(&mut self, item: Item<'a>) -> Option<Vec<String>> {
        let texts = item.one_or_more(&mut self.mistakes);
        Some(texts.into_iter().map(|text| text.value.to_owned()).filter(|text| !text.is_empty()).collect())
    }

    fn form(&mut self, table: &Table<'a>) -> Form {
        table.only(&["endings", "set", "name"], &mut self.mistakes);
        let mut form = Form { name: None, endings: Vec::new(), attributes: Vec::new() };
        if let Some(set) = table.get("set").and_then(|set| set.table("`set`", &mut self.mistakes)) {
            form.name = set.get("form").and_then(|form| form.as_text()).map(|text| text.value.to_owned());
            form.attributes = attributes_of(&set.items, &mut self.names, &mut self.mistakes);
        }
        if let Some(name) = table.get("name").and_then(|name| name.text(&mut self.mistakes)) {
            form.name = Some(name.value.to_owned());
        }
        let Some(endings) = table.get("endings") else { return form };
        for pair in endings.list(&mut self.mistakes) {
            let texts = if pair.is_list() { pair.texts(&mut self.mistakes) } else { Vec::new() };
            let [expression, replacement] = texts[..] else {
                self.mistakes.push(
                    Diagnostic::error(codes::BAD_REPLACEMENT, "an ending is a pair of two texts")
                        .at(pair.at, "not a pair")
                        .help("write ['y$', 'ies']: a regular expression and what stands in its place"),
                );
                continue;
            };
            if let Some(regex) = regex(expression, &mut self.mistakes) {
                form.endings.push((regex, replacement.value.to_owned()));
            }
        }
        form
    }
}
