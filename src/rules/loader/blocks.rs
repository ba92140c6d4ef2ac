//! Rules kept from matching: `[[block]]`, and those that `off` takes away.

use super::Loader;
use super::tables::Table;
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::{Block, Location, Rule, Stage};
use crate::rules::suggestion;
use rustc_hash::FxHashSet;

const BLOCK_KEYS: [&str; 10] =
    ["id", "stage", "blocks", "pattern", "patterns", "left", "not_left", "right", "not_right", "examples"];

impl<'a> Loader<'a> {
    /// Takes away what `off` names.
    pub(super) fn switch_off(&mut self) {
        let mut off: FxHashSet<&'a str> = FxHashSet::default();
        let declared = &mut self.declared;
        for item in std::mem::take(&mut declared.off) {
            for id in item.texts(&mut self.mistakes) {
                let lists = [&declared.rules, &declared.blocks, &declared.derives, &declared.carries];
                let ids = || lists.iter().flat_map(|list| list.iter()).map(|named| named.name);
                if ids().any(|known| known == id.value) {
                    off.insert(id.value);
                } else {
                    self.mistakes.push(unknown_rule(id.value, id.whole, ids(), codes::UNKNOWN_RULE));
                }
            }
        }
        for list in [&mut declared.rules, &mut declared.blocks, &mut declared.derives, &mut declared.carries] {
            list.retain(|named| !off.contains(named.name));
        }
    }

    pub(super) fn blocks(&mut self, stages: &[Stage], rules: &[Rule]) -> Vec<Block> {
        let mut blocks = Vec::new();
        for declared in std::mem::take(&mut self.declared.blocks) {
            let table = &declared.table;
            table.only(&BLOCK_KEYS, &mut self.mistakes);
            let stage = self.stage_of(table, stages);
            let patterns = self.rule_patterns(table, &mut None);
            let guards = self.guards(table);
            let blocked = self.blocked(table, stage, rules);
            let examples = table.get("examples").map(|item| item.texts(&mut self.mistakes)).unwrap_or_default();
            if let (Some(stage), Some(patterns)) = (stage, patterns) {
                blocks.push(Block {
                    id: declared.name.to_owned(),
                    stage,
                    patterns,
                    guards,
                    rules: blocked,
                    examples: examples.into_iter().map(|text| (text.value.to_owned(), text.whole)).collect(),
                    location: declared.name_at,
                });
            }
        }
        blocks
    }

    /// The rules whose ids are, or begin with, what a block names.
    fn blocked(&mut self, table: &Table<'a>, stage: Option<usize>, rules: &[Rule]) -> Vec<usize> {
        let Some(item) = table.need("blocks", &mut self.mistakes) else { return Vec::new() };
        let texts = item.one_or_more(&mut self.mistakes);
        if texts.is_empty() && item.is_list() {
            self.mistakes.push(
                Diagnostic::error(codes::EMPTY_VALUE, "the block names no rule")
                    .at(item.at, "nothing in it")
                    .help("write the ids of rules, or their beginnings: blocks = [\"hedge.modal\"]"),
            );
        }
        let mut blocked = Vec::new();
        for text in texts {
            if text.value.is_empty() || !self.rule_ids.iter().any(|id| id.starts_with(text.value)) {
                let ids = self.rule_ids.iter().map(String::as_str);
                self.mistakes.push(unknown_rule(text.value, text.whole, ids, codes::BLOCKS_NOTHING));
                continue;
            }
            let named: Vec<usize> = (0..rules.len()).filter(|&rule| rules[rule].id.starts_with(text.value)).collect();
            if let Some(stage) = stage
                && !named.is_empty()
                && named.iter().all(|&rule| rules[rule].stage != stage)
            {
                self.mistakes.push(
                    Diagnostic::warning(codes::OTHER_STAGE, format!("the rules `{}` run in another stage", text.value))
                        .at(text.whole, "not of this block's stage")
                        .help("give the block the stage of the rules that it blocks"),
                );
            }
            blocked.extend(named);
        }
        blocked.sort_unstable();
        blocked.dedup();
        blocked
    }
}

fn unknown_rule<'c>(id: &str, at: Location, known: impl Iterator<Item = &'c str>, code: &'static str) -> Diagnostic {
    let near = suggestion::nearest(id, known);
    Diagnostic::error(code, format!("there is no rule `{id}`")).at(at, "no id is or begins with this").help(
        near.map_or_else(
            || "name the id of a rule as it stands after `id =`".into(),
            |near| format!("did you mean `{near}`?"),
        ),
    )
}
