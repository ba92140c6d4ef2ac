//! `[extent.name]`, `[[reference]]`, `[[carry]]`, `[clause]`, `[[certainty]]`.

use super::Loader;
use super::tables::{Item, Table};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::expression::Side;
use crate::rules::model::{Carry, CertaintyRow, Extent, Ground, RecordKind, Reference, SAME_WORDS, Selector};
use crate::rules::pattern::Pattern;
use crate::rules::schema::CERTAINTIES;
use crate::rules::suggestion;
use crate::rules::syntax::{Text, selectors};

const SIDES: [(&str, Side); 3] = [("left", Side::Left), ("right", Side::Right), ("both", Side::Both)];
/// An extent that nothing stops ends after so many tokens.
const EXTENT_LIMIT: u32 = 80;

impl<'a> Loader<'a> {
    /// The names of extents, which expressions and other extents may use.
    pub(super) fn note_extents(&mut self) {
        for (index, extent) in self.declared.extents.iter().enumerate() {
            self.extent_index.insert(extent.name.to_owned(), index);
        }
    }

    pub(super) fn extents(&mut self) -> Vec<Extent> {
        let declared = std::mem::take(&mut self.declared.extents);
        let mut extents = Vec::with_capacity(declared.len());
        for (index, extent) in declared.iter().enumerate() {
            let table = &extent.table;
            table.only(&["side", "pattern", "skip_first", "stop", "over", "limit", "trim"], &mut self.mistakes);
            for other in ["skip_first", "stop", "over"] {
                table.not_both("pattern", other, &mut self.mistakes);
            }
            let side = table.get("side").and_then(|item| item.one_of(&SIDES, &mut self.mistakes));
            let pattern = self.pattern_of(table.get("pattern"));
            let skip_first = table.get("skip_first").and_then(|item| item.text(&mut self.mistakes));
            let limit = table.get("limit").and_then(|item| item.integer(1..=1_000, &mut self.mistakes));
            extents.push(Extent {
                name: self.names.intern(extent.name),
                side: side.unwrap_or(Side::Right),
                pattern,
                skip_first: skip_first.and_then(|text| self.optional_pattern(text)),
                stop: self.patterns_of(table.get("stop")),
                over: self.patterns_of(table.get("over")),
                limit: limit.map_or(EXTENT_LIMIT, |limit| limit as u32),
                trim: self.patterns_of(table.get("trim")),
            });
            if !self.extents_used.contains(&index) {
                self.mistakes.push(
                    Diagnostic::warning(codes::UNUSED_EXTENT, format!("no rule uses the extent `{}`", extent.name))
                        .at(extent.name_at, "not used")
                        .help(format!("write \"extent({})\" in a rule, or take it away", extent.name)),
                );
            }
        }
        extents
    }

    fn pattern_of(&mut self, item: Option<Item<'a>>) -> Option<Pattern> {
        let text = item?.text(&mut self.mistakes)?;
        self.filled_pattern(text)
    }

    fn patterns_of(&mut self, item: Option<Item<'a>>) -> Vec<Pattern> {
        let texts = item.map(|item| item.one_or_more(&mut self.mistakes)).unwrap_or_default();
        self.patterns(texts)
    }

    fn selectors_of(&mut self, item: Option<Item<'a>>) -> Vec<Selector> {
        let texts: Vec<Text<'a>> = item.map(|item| item.one_or_more(&mut self.mistakes)).unwrap_or_default();
        texts.into_iter().filter_map(|text| self.selector(text)).collect()
    }

    /// `reach = { side = "left", sentences = 3, same_paragraph = true }`
    fn reach(&mut self, item: Option<Item<'a>>, keys: &[&str]) -> (Option<u32>, Option<bool>) {
        let Some(table) = item.and_then(|item| item.table("`reach`", &mut self.mistakes)) else { return (None, None) };
        table.only(keys, &mut self.mistakes);
        if keys.contains(&"side")
            && let Some(side) = table.get("side")
        {
            side.one_of(&[("left", ())], &mut self.mistakes);
        }
        let sentences = table.get("sentences").and_then(|item| item.integer(0..=100, &mut self.mistakes));
        let same = table.get("same_paragraph").filter(|_| keys.contains(&"same_paragraph"));
        (sentences.map(|number| number as u32), same.and_then(|item| item.flag(&mut self.mistakes)))
    }

    pub(super) fn references(&mut self) -> Vec<Reference> {
        let mut references = Vec::new();
        for table in std::mem::take(&mut self.declared.references) {
            table.only(&["of", "to", "agree", "reach", "prefer", "tie"], &mut self.mistakes);
            let of = table.need("of", &mut self.mistakes);
            let of = self.selectors_of(of);
            let to = table.need("to", &mut self.mistakes);
            let to = self.selectors_of(to);
            let agree = table.get("agree").map(|item| item.one_or_more(&mut self.mistakes)).unwrap_or_default();
            let mut attributes = Vec::new();
            for text in agree {
                let name = crate::rules::syntax::Ident { text: text.value.to_owned(), at: text.whole };
                if text.value != SAME_WORDS {
                    self.known_attribute(&name);
                }
                attributes.push(self.names.intern(text.value));
            }
            let (sentences, _) = self.reach(table.get("reach"), &["side", "sentences"]);
            let prefer = table.get("prefer").map(|item| item.list(&mut self.mistakes)).unwrap_or_default();
            const PREFER: [(&str, bool); 2] = [("subject", true), ("nearest", false)];
            let prefer: Vec<bool> = prefer.iter().filter_map(|item| item.one_of(&PREFER, &mut self.mistakes)).collect();
            const TIES: [(&str, bool); 2] = [("none", false), ("first", true)];
            let tie = table.get("tie").and_then(|item| item.one_of(&TIES, &mut self.mistakes));
            references.push(Reference {
                of,
                to,
                agree: attributes,
                sentences: sentences.unwrap_or(3),
                prefer_subject: prefer.contains(&true),
                tie_first: tie.unwrap_or(false),
            });
        }
        references
    }

    pub(super) fn carries(&mut self) -> Vec<Carry> {
        let mut carries = Vec::new();
        for declared in std::mem::take(&mut self.declared.carries) {
            let table = &declared.table;
            table.only(&["id", "reach", "when", "unless", "from"], &mut self.mistakes);
            let (sentences, same) = self.reach(table.get("reach"), &["sentences", "same_paragraph"]);
            let when = table.need("when", &mut self.mistakes);
            let when = self.patterns_of(when);
            let unless = self.patterns_of(table.get("unless"));
            let from = table.get("from").and_then(|item| item.text(&mut self.mistakes));
            let from = match from {
                Some(text) => self.selector(text),
                None => None,
            };
            carries.push(Carry {
                id: declared.name.to_owned(),
                sentences: sentences.unwrap_or(1),
                same_paragraph: same.unwrap_or(false),
                when,
                unless,
                from: from.unwrap_or(Selector {
                    record: Some(RecordKind::Attribution),
                    phrase: None,
                    field: None,
                    attributes: Vec::new(),
                }),
            });
        }
        carries
    }

    pub(super) fn clause(&mut self) -> Vec<Pattern> {
        let items = std::mem::take(&mut self.declared.clause);
        let Some(first) = items.first() else { return Vec::new() };
        let table = Table { what: "[clause]", at: first.key_at, file: first.file, items };
        table.only(&["stop"], &mut self.mistakes);
        self.patterns_of(table.get("stop"))
    }

    pub(super) fn certainty(&mut self) -> Vec<CertaintyRow> {
        let mut rows = Vec::new();
        for table in std::mem::take(&mut self.declared.certainty) {
            table.only(&["value", "any"], &mut self.mistakes);
            let value = table.need("value", &mut self.mistakes).and_then(|item| item.text(&mut self.mistakes));
            let any = table.need("any", &mut self.mistakes).map(|item| item.one_or_more(&mut self.mistakes));
            let grounds: Vec<Ground> =
                any.unwrap_or_default().into_iter().filter_map(|text| self.ground(text)).collect();
            let Some(value) = value else { continue };
            if !CERTAINTIES.contains(&value.value) {
                self.mistakes.push(
                    Diagnostic::error(codes::UNKNOWN_CERTAINTY, format!("there is no certainty `{}`", value.value))
                        .at(value.whole, "unknown certainty")
                        .help(suggestion::help(value.value, CERTAINTIES.iter().copied(), "")),
                );
                continue;
            }
            rows.push(CertaintyRow { value: self.names.intern(value.value), any: grounds });
        }
        rows
    }

    fn ground(&mut self, text: Text<'a>) -> Option<Ground> {
        let node = match selectors::ground(text) {
            Ok(node) => node,
            Err(mistake) => {
                self.mistakes.push(*mistake);
                return None;
            }
        };
        let class = if node.head.text == "hedge" { "hedge" } else { "attribution" };
        let tests = self.phrase_tests(class, &node.attributes);
        Some(match &*node.head.text {
            "hedge" => Ground::Hedge(tests, node.bearing),
            "link" => Ground::Link(tests),
            "last" => Ground::Last(tests),
            _ => Ground::Always,
        })
    }

    pub(super) fn report_unused(&mut self) {
        self.report_unused_defines();
    }
}
