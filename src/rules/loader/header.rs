//! `[pack]`, `[text]`, `[zone.name]`, `[stage.name]`, `[shape.name]`: what everything else rests on.

use super::Loader;
use super::inflection::regex;
use super::tables::{File, Item, Table};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::{BODY, Keep, Location, Pack, Stage, Zone, ZonePlace};
use crate::rules::names::Name;
use crate::rules::pattern::Property;
use crate::rules::suggestion;
use crate::rules::syntax::Text;
use crate::text::{QuoteMarks, Reader, Settings, fold};

const MAX_GENRES: usize = 32;
const MAX_ZONES: usize = 31;

/// What `[pack]` says.
#[derive(Default)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) language: String,
    pub(super) stages: Vec<(String, Location)>,
    pub(super) genres: Vec<Name>,
}

impl<'a> Loader<'a> {
    /// The whole pack, as good as it can be made of what is there.
    pub(super) fn pack(&mut self) -> Pack {
        let header = self.header();
        self.settings = self.text_settings();
        let language_settings = self.language_settings();
        self.reader = Reader::new(&self.settings);
        let lexicons = self.read_lexicons();
        let shapes = self.shapes();
        self.note_rules();
        self.switch_off();
        self.read_defines();
        self.note_extents();
        let zones = self.zones();
        let stages = self.stages(&header);
        let rules = self.rules(&stages, &zones, &header.genres);
        self.check_unique(&stages, &rules);
        let blocks = self.blocks(&stages, &rules);
        self.check_stages(&header, &rules);
        let extents = self.extents();
        let defaults = self.defaults();
        let derives = self.derives(&header.genres);
        self.check_needed(&defaults);
        let references = self.references();
        let carries = self.carries();
        let clause_stops = self.clause();
        let certainty = self.certainty();
        self.report_unused();
        Pack {
            name: header.name,
            version: header.version,
            language: header.language,
            digest: String::new(),
            sources: Vec::new(),
            names: std::mem::take(&mut self.names),
            text: std::mem::take(&mut self.settings),
            language_settings,
            genres: header.genres,
            zones,
            lexicons,
            shapes,
            stages,
            rules,
            extents,
            blocks,
            defaults,
            derives,
            references,
            carries,
            clause_stops,
            certainty,
            warnings: Vec::new(),
        }
    }

    /// A table of items that several layers may have given.
    pub(super) fn merged(&self, what: &'static str, items: Vec<Item<'a>>) -> Option<Table<'a>> {
        let first = items.first()?;
        Some(Table { what, at: first.key_at, file: first.file, items })
    }

    fn header(&mut self) -> Header {
        let mut header = Header::default();
        let Some(at) = self.declared.pack_at else {
            let first = self.sources.iter().position(|source| source.path.ends_with(".toml"));
            let mut mistake = Diagnostic::error(codes::MISSING_PACK, "the pack has no [pack] table")
                .help("write [pack] with name, version, language and stages into one of its files");
            if let Some(file) = first {
                let start = Location { file: file as u32, start: 0, end: 0 };
                mistake = mistake.at(start, "or another file");
            }
            self.mistakes.push(mistake);
            return header;
        };
        let items = std::mem::take(&mut self.declared.pack);
        let file = items.first().map_or(File { index: at.file, text: "", layer: 0 }, |item| item.file);
        let table = Table { what: "[pack]", at, file, items };
        table.only(&["name", "version", "language", "stages", "genres", "off"], &mut self.mistakes);
        let mut text = |key: &str| -> String {
            let found = table.need(key, &mut self.mistakes).and_then(|item| item.filled_text(&mut self.mistakes));
            found.map_or_else(String::new, |text| text.value.to_owned())
        };
        header.name = text("name");
        header.version = text("version");
        header.language = text("language");
        if let Some(stages) = table.need("stages", &mut self.mistakes) {
            let stages = self.distinct(stages);
            header.stages = stages.into_iter().map(|text| (text.value.to_owned(), text.whole)).collect();
        }
        if let Some(genres) = table.get("genres") {
            let texts = self.distinct(genres);
            if texts.len() > MAX_GENRES {
                let message = format!("the pack has {} genres, more than {MAX_GENRES}", texts.len());
                self.mistakes.push(
                    Diagnostic::error(codes::TOO_MANY_GENRES, message)
                        .at(texts[MAX_GENRES].whole, "one too many")
                        .help("join genres that the rules treat alike"),
                );
            }
            header.genres = texts.iter().take(MAX_GENRES).map(|text| self.names.intern(text.value)).collect();
        }
        if header.genres.is_empty() {
            header.genres.push(self.names.intern("news"));
        }
        header
    }

    /// The texts of a list of names, none twice.
    fn distinct(&mut self, item: Item<'a>) -> Vec<Text<'a>> {
        let mut out: Vec<Text<'a>> = Vec::new();
        for text in item.texts(&mut self.mistakes) {
            if !super::tables::check_name(text.value, text.whole, &mut self.mistakes) {
                continue;
            }
            match out.iter().find(|earlier| earlier.value == text.value) {
                None => out.push(text),
                Some(earlier) => self.mistakes.push(
                    Diagnostic::error(codes::STAGE_TWICE, format!("`{}` stands twice in `{}`", text.value, item.key))
                        .at(text.whole, "the second one")
                        .beside(earlier.whole, "the first one")
                        .help("take one away"),
                ),
            }
        }
        out
    }

    fn text_settings(&mut self) -> Settings {
        let mut settings = Settings::default();
        let items = std::mem::take(&mut self.declared.text);
        let Some(table) = self.merged("[text]", items) else { return settings };
        const KEYS: [&str; 9] = [
            "sentence_end",
            "abbreviations",
            "clitics",
            "number_prefixes",
            "decimal",
            "group",
            "quotes",
            "brackets",
            "function_words",
        ];
        table.only(&KEYS, &mut self.mistakes);
        let mut texts = |key: &str| -> Vec<String> {
            let texts = table.get(key).map(|item| item.texts(&mut self.mistakes)).unwrap_or_default();
            texts.into_iter().map(|text| text.value.to_owned()).collect()
        };
        settings.sentence_end = texts("sentence_end");
        settings.abbreviations = texts("abbreviations").into_iter().collect();
        settings.number_prefixes = texts("number_prefixes");
        settings.clitics = texts("clitics").iter().map(|text| fold(text).into_owned()).collect();
        settings.function_words = texts("function_words").iter().map(|text| fold(text).into_owned()).collect();
        settings.decimal = self.characters(table.get("decimal"));
        settings.group = self.characters(table.get("group"));
        let quotes = table.get("quotes").map(|item| item.tables("the marks", &mut self.mistakes)).unwrap_or_default();
        for marks in quotes {
            marks.only(&["open", "close", "single"], &mut self.mistakes);
            let mut texts = |key: &str| -> Vec<String> {
                let texts = marks.need(key, &mut self.mistakes).map(|item| item.texts(&mut self.mistakes));
                texts.unwrap_or_default().into_iter().map(|text| text.value.to_owned()).collect()
            };
            let (open, close) = (texts("open"), texts("close"));
            let single = marks.get("single").and_then(|item| item.flag(&mut self.mistakes)).unwrap_or(false);
            settings.quotes.push(QuoteMarks { open, close, single });
        }
        let brackets = table.get("brackets").map(|item| item.list(&mut self.mistakes)).unwrap_or_default();
        for pair in brackets {
            let texts = if pair.is_list() { pair.texts(&mut self.mistakes) } else { Vec::new() };
            match texts[..] {
                [open, close] => settings.brackets.push((open.value.to_owned(), close.value.to_owned())),
                _ => self.mistakes.push(
                    Diagnostic::error(codes::WRONG_TYPE, "a pair of brackets is a list of two texts")
                        .at(pair.at, "not a pair")
                        .help("write brackets = [[\"(\", \")\"]]"),
                ),
            }
        }
        settings
    }

    fn characters(&mut self, item: Option<Item<'a>>) -> Vec<char> {
        let texts = item.map(|item| item.texts(&mut self.mistakes)).unwrap_or_default();
        let mut out = Vec::new();
        for text in texts {
            let mut characters = text.value.chars();
            match (characters.next(), characters.next()) {
                (Some(one), None) => out.push(one),
                _ => self.mistakes.push(
                    Diagnostic::error(codes::NOT_ONE_CHARACTER, format!("`{}` is not one character", text.value))
                        .at(text.whole, "one character is expected")
                        .help("write each mark as a text of its own: [\",\", \"\\u00a0\"]"),
                ),
            }
        }
        out
    }

    fn shapes(&mut self) -> Vec<(Name, String)> {
        let mut shapes = Vec::new();
        for shape in std::mem::take(&mut self.declared.shapes) {
            shape.table.only(&["regex"], &mut self.mistakes);
            if Property::ALL.iter().any(|(name, _)| *name == shape.name) {
                let message = format!("`{}` is a property of tokens already", shape.name);
                self.mistakes.push(
                    Diagnostic::error(codes::DUPLICATE_TABLE, message)
                        .at(shape.name_at, "taken")
                        .help("give the shape another name"),
                );
            }
            self.shape_index.insert(shape.name.to_owned(), shapes.len());
            let text =
                shape.table.need("regex", &mut self.mistakes).and_then(|item| item.filled_text(&mut self.mistakes));
            let expression = text.filter(|text| regex(*text, &mut self.mistakes).is_some());
            shapes.push((self.names.intern(shape.name), expression.map_or("", |text| text.value).to_owned()));
        }
        shapes
    }

    fn zones(&mut self) -> Vec<Zone> {
        let declared = std::mem::take(&mut self.declared.zones);
        if declared.len() > MAX_ZONES {
            let message = format!("the pack has {} zones, more than {MAX_ZONES}", declared.len());
            self.mistakes.push(
                Diagnostic::error(codes::TOO_MANY_ZONES, message)
                    .at(declared[MAX_ZONES].name_at, "one too many")
                    .help("join zones that the rules treat alike"),
            );
        }
        let mut zones = Vec::new();
        for zone in declared.into_iter().take(MAX_ZONES) {
            let table = &zone.table;
            table.only(&["at", "max_tokens", "pattern", "no_final_stop"], &mut self.mistakes);
            const PLACES: [(&str, ZonePlace); 3] =
                [("first", ZonePlace::First), ("last", ZonePlace::Last), ("any", ZonePlace::Any)];
            let at = table.get("at").and_then(|item| item.one_of(&PLACES, &mut self.mistakes));
            let max_tokens = table.get("max_tokens").and_then(|item| item.integer(1..=100_000, &mut self.mistakes));
            let no_final_stop = table.get("no_final_stop").and_then(|item| item.flag(&mut self.mistakes));
            let pattern = table.get("pattern").and_then(|item| item.text(&mut self.mistakes));
            let pattern = pattern.and_then(|text| self.pattern_without_phrases(text));
            zones.push(Zone {
                name: self.names.intern(zone.name),
                at: at.unwrap_or(ZonePlace::Any),
                max_tokens: max_tokens.map(|number| number as u32),
                no_final_stop: no_final_stop.unwrap_or(false),
                pattern,
            });
        }
        zones
    }

    fn stages(&mut self, header: &Header) -> Vec<Stage> {
        let declared = std::mem::take(&mut self.declared.stages);
        for stage in &declared {
            if !header.stages.iter().any(|(name, _)| name == stage.name) {
                let known = header.stages.iter().map(|(name, _)| &**name);
                self.mistakes.push(
                    Diagnostic::error(
                        codes::UNKNOWN_STAGE,
                        format!("`stages` of [pack] has no stage `{}`", stage.name),
                    )
                    .at(stage.name_at, "unknown stage")
                    .help(suggestion::help(stage.name, known, "add it to `stages`")),
                );
            }
        }
        let mut stages = Vec::new();
        for (name, _) in &header.stages {
            let mut stage =
                Stage { name: self.names.intern(name), skip: Vec::new(), skip_limit: 6, keep: Keep::One, unique: None };
            if let Some(declared) = declared.iter().find(|declared| declared.name == name) {
                let table = &declared.table;
                table.only(&["skip", "skip_limit", "keep", "unique"], &mut self.mistakes);
                if let Some(skip) = table.get("skip") {
                    let texts = skip.one_or_more(&mut self.mistakes);
                    stage.skip = self.patterns(texts);
                }
                const KEEPS: [(&str, Keep); 3] = [("one", Keep::One), ("each", Keep::Each), ("all", Keep::All)];
                let keep = table.get("keep").and_then(|item| item.one_of(&KEEPS, &mut self.mistakes));
                stage.keep = keep.unwrap_or(stage.keep);
                let limit = table.get("skip_limit").and_then(|item| item.integer(1..=16, &mut self.mistakes));
                stage.skip_limit = limit.map_or(stage.skip_limit, |limit| limit as u32);
                if let Some(unique) = table.get("unique").and_then(|item| item.text(&mut self.mistakes)) {
                    stage.unique = Some(self.names.intern(unique.value));
                    self.uniques.push((stages.len(), unique.whole));
                }
            }
            stages.push(stage);
        }
        stages
    }

    /// The bits of the zones that a rule names.
    pub(super) fn zone_bits(&mut self, item: Option<Item<'a>>, zones: &[Zone]) -> u32 {
        let Some(item) = item else { return u32::MAX };
        let mut bits = 0;
        for text in item.one_or_more(&mut self.mistakes) {
            let name = self.names.find(text.value);
            match zones.iter().position(|zone| Some(zone.name) == name) {
                _ if text.value == "body" => bits |= 1 << BODY,
                Some(index) => bits |= 1 << index,
                None => {
                    let known = zones.iter().map(|zone| self.names.text(zone.name)).chain(["body"]);
                    self.mistakes.push(
                        Diagnostic::error(codes::UNKNOWN_ZONE, format!("there is no zone `{}`", text.value))
                            .at(text.whole, "unknown zone")
                            .help(suggestion::help(text.value, known, "declare it as [zone.NAME]")),
                    );
                }
            }
        }
        bits
    }

    /// The bits of the genres that a rule names.
    pub(super) fn genre_bits(&mut self, item: Option<Item<'a>>, genres: &[Name]) -> u32 {
        let Some(item) = item else { return u32::MAX };
        let mut bits = 0;
        for text in item.one_or_more(&mut self.mistakes) {
            let name = self.names.find(text.value);
            match genres.iter().position(|genre| Some(*genre) == name) {
                Some(index) => bits |= 1 << index,
                None => {
                    let known = genres.iter().map(|genre| self.names.text(*genre));
                    self.mistakes.push(
                        Diagnostic::error(codes::UNKNOWN_GENRE, format!("there is no genre `{}`", text.value))
                            .at(text.whole, "unknown genre")
                            .help(suggestion::help(text.value, known, "add it to `genres` of [pack]")),
                    );
                }
            }
        }
        bits
    }
}
