//! All tables of all files sorted by kind, later layers laid over earlier ones.

use super::tables::{Item, Mistakes, Table};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::Location;
use crate::rules::suggestion;
use rustc_hash::FxHashMap;

/// A table with a name of its own, `[extent.complement]`.
#[derive(Clone, Debug)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) name_at: Location,
    pub(crate) table: Table<'a>,
}

/// What the files declare, by kind, in order.
#[derive(Default)]
pub(crate) struct Declarations<'a> {
    pub(crate) pack: Vec<Item<'a>>,
    pub(crate) pack_at: Option<Location>,
    pub(crate) off: Vec<Item<'a>>,
    pub(crate) text: Vec<Item<'a>>,
    pub(crate) language: Vec<Item<'a>>,
    pub(crate) clause: Vec<Item<'a>>,
    pub(crate) define: Vec<Item<'a>>,
    pub(crate) zones: Vec<Named<'a>>,
    /// Not laid over each other: entries of all layers count.
    pub(crate) lexicons: Vec<Named<'a>>,
    pub(crate) paradigms: Vec<Named<'a>>,
    pub(crate) shapes: Vec<Named<'a>>,
    pub(crate) stages: Vec<Named<'a>>,
    pub(crate) extents: Vec<Named<'a>>,
    pub(crate) defaults: Vec<Named<'a>>,
    pub(crate) rules: Vec<Named<'a>>,
    pub(crate) blocks: Vec<Named<'a>>,
    pub(crate) derives: Vec<Named<'a>>,
    pub(crate) carries: Vec<Named<'a>>,
    pub(crate) references: Vec<Table<'a>>,
    pub(crate) certainty: Vec<Table<'a>>,
}

const TABLES: [&str; 18] = [
    "pack",
    "text",
    "language",
    "zone",
    "lexicon",
    "paradigm",
    "define",
    "shape",
    "stage",
    "rule",
    "extent",
    "block",
    "reference",
    "carry",
    "clause",
    "certainty",
    "defaults",
    "derive",
];

/// Ids of rules, blocks, derived records and carries share one space, so that `off` can name any of them.
pub(crate) const WITH_ID: [(&str, &str); 4] =
    [("rule", "the rule"), ("block", "the block"), ("derive", "the derived record"), ("carry", "the carry rule")];

impl<'a> Declarations<'a> {
    /// Sorts the tables of one file in. Files come layer by layer.
    pub(crate) fn add(&mut self, file: Table<'a>, seen: &mut Seen, mistakes: &mut Mistakes) {
        for item in &file.items {
            match item.key {
                "pack" | "text" | "language" | "clause" | "define" => self.merged(item, seen, mistakes),
                "zone" => named(&mut self.zones, item, "the zone", seen, mistakes),
                "lexicon" => named(&mut self.lexicons, item, "the lexicon", seen, mistakes),
                "paradigm" => named(&mut self.paradigms, item, "the paradigm", seen, mistakes),
                "shape" => named(&mut self.shapes, item, "the shape", seen, mistakes),
                "stage" => named(&mut self.stages, item, "the stage", seen, mistakes),
                "extent" => named(&mut self.extents, item, "the extent", seen, mistakes),
                "defaults" => named(&mut self.defaults, item, "the defaults", seen, mistakes),
                "rule" => with_id(&mut self.rules, item, WITH_ID[0].1, seen, mistakes),
                "block" => with_id(&mut self.blocks, item, WITH_ID[1].1, seen, mistakes),
                "derive" => with_id(&mut self.derives, item, WITH_ID[2].1, seen, mistakes),
                "carry" => with_id(&mut self.carries, item, WITH_ID[3].1, seen, mistakes),
                "reference" => rows(&mut self.references, item, "the reference", mistakes),
                "certainty" => rows(&mut self.certainty, item, "the row", mistakes),
                key => mistakes.push(
                    Diagnostic::error(codes::UNKNOWN_TABLE, format!("there is no table `{key}`"))
                        .at(item.key_at, "unknown table")
                        .help(suggestion::help(key, TABLES, &format!("the tables are {}", TABLES.join(", ")))),
                ),
            }
        }
    }

    /// `[pack]`, `[text]`, `[language]`, `[clause]`, `[define]`: later layers replace key by key.
    fn merged(&mut self, item: &Item<'a>, seen: &mut Seen, mistakes: &mut Mistakes) {
        let what = match item.key {
            "pack" => "[pack]",
            "text" => "[text]",
            "language" => "[language]",
            "clause" => "[clause]",
            _ => "[define]",
        };
        let Some(table) = item.table(what, mistakes) else { return };
        if item.key != "define" {
            seen.once(item.file.layer, what, "", table.at, mistakes);
        }
        if item.key == "pack" {
            self.pack_at = Some(table.at);
        }
        for entry in table.items {
            if item.key == "define" {
                seen.once(item.file.layer, "the short name", entry.key, entry.key_at, mistakes);
            }
            let target = match item.key {
                "pack" if entry.key == "off" => {
                    self.off.push(entry);
                    continue;
                }
                "pack" => &mut self.pack,
                "text" => &mut self.text,
                "language" => &mut self.language,
                "clause" => &mut self.clause,
                _ => &mut self.define,
            };
            seen.lay(target, what, entry.key, entry);
        }
    }
}

/// What each layer has declared so far, so that twice in one layer is a mistake and twice in two is an override.
#[derive(Default)]
pub(crate) struct Seen {
    places: FxHashMap<(usize, &'static str, String), Location>,
    index: FxHashMap<(&'static str, String), usize>,
}

impl Seen {
    fn first(&mut self, layer: usize, what: &'static str, name: &str, at: Location) -> Option<Location> {
        self.places.insert((layer, what, name.to_owned()), at)
    }

    /// Puts something in the place of what an earlier layer has under its name, or at the end.
    fn lay<T>(&mut self, list: &mut Vec<T>, what: &'static str, name: &str, new: T) {
        match self.index.get(&(what, name.to_owned())) {
            Some(&index) => list[index] = new,
            None => {
                self.index.insert((what, name.to_owned()), list.len());
                list.push(new);
            }
        }
    }

    fn once(&mut self, layer: usize, what: &'static str, name: &str, at: Location, mistakes: &mut Mistakes) {
        if let Some(first) = self.first(layer, what, name, at) {
            let name = if name.is_empty() { String::new() } else { format!(" `{name}`") };
            mistakes.push(
                Diagnostic::error(codes::DUPLICATE_TABLE, format!("{what}{name} stands twice in the pack"))
                    .at(at, "the second one")
                    .beside(first, "the first one")
                    .help("join both, or give one another name"),
            );
        }
    }
}

fn named<'a>(list: &mut Vec<Named<'a>>, item: &Item<'a>, what: &'static str, seen: &mut Seen, mistakes: &mut Mistakes) {
    let Some(all) = item.table(what, mistakes) else { return };
    let lexicon = item.key == "lexicon";
    for entry in all.items {
        let Some(table) = entry.table(what, mistakes) else { continue };
        if !entry.check_key_name(mistakes) {
            continue;
        }
        if !lexicon {
            seen.once(item.file.layer, what, entry.key, entry.key_at, mistakes);
        }
        let new = Named { name: entry.key, name_at: entry.key_at, table };
        if lexicon {
            list.push(new);
        } else {
            seen.lay(list, what, entry.key, new);
        }
    }
}

fn with_id<'a>(
    list: &mut Vec<Named<'a>>,
    item: &Item<'a>,
    what: &'static str,
    seen: &mut Seen,
    mistakes: &mut Mistakes,
) {
    for table in item.tables(what, mistakes) {
        let Some(id) = table.need("id", mistakes).and_then(|id| id.filled_text(mistakes)) else { continue };
        let at = id.whole;
        if let Some(first) = seen.first(item.file.layer, "id", id.value, at) {
            mistakes.push(
                Diagnostic::error(codes::DUPLICATE_ID, format!("the id `{}` is used twice", id.value))
                    .at(at, "the second one")
                    .beside(first, "the first one")
                    .help("give each rule, block, derived record and carry rule an id of its own"),
            );
        }
        let new = Named { name: id.value, name_at: at, table };
        seen.lay(list, what, id.value, new);
    }
}

fn rows<'a>(list: &mut Vec<Table<'a>>, item: &Item<'a>, what: &'static str, mistakes: &mut Mistakes) {
    // They have no names to be replaced by: those of a later layer take the place of all earlier ones.
    list.retain(|earlier| earlier.file.layer == item.file.layer);
    list.extend(item.tables(what, mistakes));
}
