//! Compiling a pack: every pattern to a machine, rules by stage, and for each the edges at which it is looked for.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::alphabet::{Alphabet, Tests, is_frequent};
use super::automaton::{Machines, SkipRule, single_edge};
use super::outcomes::captures_asked;
use super::run::Direction;
use crate::rules::expression::{Expression, Side};
use crate::rules::model::{Extent, Guard, Pack, RecordKind, Yield};
use crate::rules::names::Name;
use crate::rules::pattern::{EdgeTest, Pattern, Property, TokenTest};
use crate::rules::schema::FieldType;

/// Quotations and brackets in a thousand edges.
const ENCLOSURE: u32 = 20;

/// Edges of a thousand at which a rule without anchors may begin.
const ANYWHERE: u32 = 500;

/// Tokens a clause may have on each side of its figure.
const CLAUSE_LIMIT: u32 = 200;

/// How a matcher is made.
#[derive(Clone, Debug)]
pub struct MatcherOptions {
    /// The genre, by name; the pack's first if none is given.
    pub genre: Option<String>,
    /// Whether a rule is looked for only at the rarest edges that its matches need, not wherever one may begin. The
    /// records are the same either way.
    pub prefilter: bool,
}

impl Default for MatcherOptions {
    fn default() -> MatcherOptions {
        MatcherOptions { genre: None, prefilter: true }
    }
}

/// Why a pack cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The genre is not the pack's.
    #[error("the pack {pack:?} has no genre {genre:?}; it has {known}")]
    UnknownGenre {
        /// The pack's name.
        pack: String,
        /// The genre asked for.
        genre: String,
        /// Those it has.
        known: String,
    },
    /// A shape is no regular expression (a checked pack has none such).
    #[error("a shape of the pack cannot be compiled: {0}")]
    Shape(#[from] regex::Error),
}

/// A machine that looks at one place: does a pattern match from here?
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe {
    pub(crate) machine: u32,
    pub(crate) direction: Direction,
}

/// A guard, compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompiledGuard {
    pub(crate) probe: Probe,
    pub(crate) wanted: bool,
}

/// The machines of an extent in one direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    pub(crate) pattern: Option<Probe>,
    pub(crate) skip_first: Option<Probe>,
    pub(crate) stop: Option<Probe>,
    pub(crate) over: Option<Probe>,
    /// Whether `over` is asked at sentence ends too, which it then crosses.
    pub(crate) crosses: bool,
}

/// An extent, compiled for the directions in which it grows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompiledExtent {
    pub(crate) right: Option<Growth>,
    pub(crate) left: Option<Growth>,
    /// Taken off at the start, at the end.
    pub(crate) trim: Option<(Probe, Probe)>,
    pub(crate) limit: u32,
}

/// A carry rule, compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompiledCarry {
    pub(crate) when: Option<Probe>,
    /// `when` matches only where a sentence begins.
    pub(crate) begins: bool,
    pub(crate) unless: Option<Probe>,
}

/// One rule or block of a stage.
#[derive(Clone, Debug)]
pub(crate) struct Entrant {
    /// Index of the rule (or block) in the pack.
    pub(crate) index: u32,
    pub(crate) machine: u32,
    pub(crate) zones: u32,
    pub(crate) guards: Vec<CompiledGuard>,
    /// The captures that its conditions and attributes ask for, if they ask for no more than attributes.
    pub(crate) asked: Option<u64>,
}

/// One stage.
#[derive(Clone, Debug, Default)]
pub(crate) struct CompiledStage {
    pub(crate) rules: Vec<Entrant>,
    pub(crate) blocks: Vec<Entrant>,
}

/// A record that a rule makes, the pack's defaults added.
#[derive(Clone, Debug)]
pub(crate) struct PreparedYield {
    pub(crate) kind: RecordKind,
    /// Fields that are words, numbers or flags: the attributes of the phrase too.
    pub(crate) named: Vec<(Name, Expression)>,
    /// Fields that are spans or records: found once the stage's phrases stand in the lattice.
    pub(crate) spans: Vec<(Name, FieldType, Expression)>,
}

impl PreparedYield {
    fn new(pack: &Pack, own: &Yield) -> PreparedYield {
        let mut prepared = PreparedYield { kind: own.record, named: Vec::new(), spans: Vec::new() };
        let defaults = pack.defaults.iter().filter(|defaults| defaults.record == own.record);
        let left_out = |name: &Name| !own.fields.iter().any(|(field, _)| field == name);
        let more = defaults.flat_map(|defaults| &defaults.fields).filter(|(name, _)| left_out(name));
        for (name, expression) in own.fields.iter().chain(more) {
            let known = own.record.fields().iter().find(|field| field.name == pack.names.text(*name));
            match known.map(|field| field.holds) {
                Some(holds @ (FieldType::Span | FieldType::Spans | FieldType::Record(_))) => {
                    prepared.spans.push((*name, holds, expression.clone()));
                }
                _ => prepared.named.push((*name, expression.clone())),
            }
        }
        prepared
    }
}

/// A pack ready to run. Immutable; shared by all threads.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) pack: Arc<Pack>,
    pub(crate) alphabet: Alphabet,
    pub(crate) machines: Machines,
    pub(crate) stages: Vec<CompiledStage>,
    /// For each machine of a stage the entrant it belongs to.
    pub(crate) entrant_of: Vec<u32>,
    /// For each rule of the pack, and each derive, what it makes.
    pub(crate) yields: Vec<Vec<PreparedYield>>,
    pub(crate) derived: Vec<Vec<PreparedYield>>,
    /// Classes of the phrases that the matcher makes itself.
    pub(crate) quote: Option<Name>,
    pub(crate) bracket: Option<Name>,
    /// Class of the phrase of each kind of record.
    pub(crate) record_classes: Vec<Option<Name>>,
    pub(crate) extents: Vec<CompiledExtent>,
    pub(crate) clause: CompiledExtent,
    pub(crate) zones: Vec<Option<Probe>>,
    pub(crate) carries: Vec<CompiledCarry>,
    pub(crate) genre: Name,
    pub(crate) genre_bit: u32,
}

impl Program {
    pub(crate) fn new(pack: Arc<Pack>, options: &MatcherOptions) -> Result<Program, CompileError> {
        let genre = match &options.genre {
            None => 0,
            Some(genre) => {
                let known = |name: &Name| pack.names.text(*name);
                pack.genres.iter().position(|name| known(name) == genre).ok_or_else(|| CompileError::UnknownGenre {
                    pack: pack.name.clone(),
                    genre: genre.clone(),
                    known: pack.genres.iter().map(known).collect::<Vec<_>>().join(", "),
                })?
            }
        };
        let mut compiler = Compiler {
            pack: &pack,
            machines: Machines::default(),
            tests: Tests::default(),
            prefilter: options.prefilter,
            frequent: pack.text.function_words.iter().map(String::as_str).collect(),
            classes: FxHashMap::default(),
            genre_bit: 1 << genre,
        };
        let stages: Vec<CompiledStage> = (0..pack.stages.len()).map(|stage| compiler.stage(stage)).collect();
        compiler.machines.open_segment();
        let extents = pack.extents.iter().map(|extent| compiler.extent(extent)).collect();
        let clause = compiler.extent(&Extent {
            name: pack.genres.first().copied().unwrap_or(Name(0)),
            side: Side::Both,
            pattern: None,
            skip_first: None,
            stop: pack.clause_stops.clone(),
            over: Vec::new(),
            limit: CLAUSE_LIMIT,
            trim: Vec::new(),
        });
        let zones = pack
            .zones
            .iter()
            .map(|zone| {
                zone.pattern
                    .as_ref()
                    .and_then(|pattern| compiler.probe(std::slice::from_ref(pattern), Direction::Forwards))
            })
            .collect();
        let carries = pack
            .carries
            .iter()
            .map(|carry| CompiledCarry {
                when: compiler.probe(&carry.when, Direction::Forwards),
                begins: carry.when.iter().all(begins_sentence),
                unless: compiler.probe(&carry.unless, Direction::Forwards),
            })
            .collect();
        let genre_bit = compiler.genre_bit;
        let Compiler { mut machines, mut tests, .. } = compiler;
        // References ask for phrases too.
        for selector in pack.references.iter().flat_map(|reference| &reference.to) {
            if let Some(class) = selector.phrase {
                machines.meant.push(tests.id(&EdgeTest::Phrase { class, attributes: selector.attributes.clone() }));
            }
        }
        for test in [EdgeTest::SentenceStart, EdgeTest::SentenceEnd] {
            tests.id(&test);
        }
        machines.prepare(&stages, tests.len());
        let mut entrant_of = vec![0; machines.machines.len()];
        for entrants in stages.iter().flat_map(|stage| [&stage.rules, &stage.blocks]) {
            for (at, entrant) in entrants.iter().enumerate() {
                entrant_of[entrant.machine as usize] = at as u32;
            }
        }
        let alphabet = Alphabet::new(&pack, tests)?;
        let prepare = |yields: &[Yield]| yields.iter().map(|own| PreparedYield::new(&pack, own)).collect();
        Ok(Program {
            yields: pack.rules.iter().map(|rule| prepare(&rule.yields)).collect(),
            derived: pack.derives.iter().map(|derive| prepare(&derive.yields)).collect(),
            quote: pack.names.find("quote"),
            bracket: pack.names.find("bracket"),
            record_classes: RecordKind::ALL.iter().map(|(name, _)| pack.names.find(name)).collect(),
            alphabet,
            machines,
            stages,
            entrant_of,
            extents,
            clause,
            zones,
            carries,
            genre: pack.genres.get(genre).copied().unwrap_or(Name(0)),
            genre_bit,
            pack,
        })
    }
}

struct Compiler<'p> {
    pack: &'p Pack,
    machines: Machines,
    tests: Tests,
    /// Whether matches are looked for at their rarest edge only.
    prefilter: bool,
    frequent: FxHashSet<&'p str>,
    /// How often phrases of each class made so far stand in a thousand edges (a guess).
    classes: FxHashMap<Name, u32>,
    genre_bit: u32,
}

impl Compiler<'_> {
    fn stage(&mut self, stage: usize) -> CompiledStage {
        let pack = self.pack;
        let declared = &pack.stages[stage];
        let skip = SkipRule { edges: &declared.skip, limit: declared.skip_limit };
        let mut compiled = CompiledStage::default();
        self.machines.open_segment();
        for (index, rule) in pack.rules.iter().enumerate() {
            if rule.stage == stage && rule.genres & self.genre_bit != 0 {
                let mut entrant = self.entrant(index, &rule.patterns, rule.zones, &skip);
                let captures = &self.machines.machines[entrant.machine as usize].captures;
                entrant.asked = captures_asked(rule, captures, &pack.names);
                compiled.rules.push(entrant);
            }
        }
        self.machines.open_segment();
        for (index, block) in pack.blocks.iter().enumerate() {
            if block.stage == stage {
                compiled.blocks.push(self.entrant(index, &block.patterns, u32::MAX, &skip));
            }
        }
        for entrant in &compiled.rules {
            self.count_phrases(entrant.index);
        }
        self.machines.open_segment();
        // Guards stand apart from the rules, so that the groups a stage steps hold nothing else.
        for entrant in &mut compiled.rules {
            entrant.guards = self.guards(&pack.rules[entrant.index as usize].guards, &skip);
        }
        for entrant in &mut compiled.blocks {
            entrant.guards = self.guards(&pack.blocks[entrant.index as usize].guards, &skip);
        }
        compiled
    }

    fn entrant(&mut self, index: usize, patterns: &[Pattern], zones: u32, skip: &SkipRule<'_>) -> Entrant {
        let patterns: Vec<&Pattern> = patterns.iter().collect();
        let anchors = if self.prefilter { self.anchors(&patterns) } else { None };
        let machine = self.machines.add(&patterns, skip, false, anchors.as_deref(), &mut self.tests);
        Entrant { index: index as u32, machine, zones, guards: Vec::new(), asked: None }
    }

    /// Adds what a rule makes to the frequencies of its phrases' class.
    fn count_phrases(&mut self, rule: u32) {
        let rule = &self.pack.rules[rule as usize];
        let patterns: Vec<&Pattern> = rule.patterns.iter().collect();
        let frequency: u32 =
            patterns.iter().map(|pattern| self.needed(pattern).map_or(ANYWHERE, |(often, _)| often)).sum();
        let record = rule.yields.first().and_then(|own| self.pack.names.find(own.record.name()));
        if let Some(class) = rule.phrase.or(record) {
            let all = self.classes.entry(class).or_default();
            *all = frequency.clamp(*all, ANYWHERE);
        }
    }

    fn guards(&mut self, guards: &[Guard], skip: &SkipRule<'_>) -> Vec<CompiledGuard> {
        let compile = |guard: &Guard| {
            let direction = if guard.side == Side::Left { Direction::Backwards } else { Direction::Forwards };
            let backwards = direction == Direction::Backwards;
            let machine = self.machines.add(&[&guard.pattern], skip, backwards, None, &mut self.tests);
            CompiledGuard { probe: Probe { machine, direction }, wanted: guard.wanted }
        };
        guards.iter().map(compile).collect()
    }

    /// A machine for any of these patterns, outside the stages (where `~` steps over nothing).
    fn probe(&mut self, patterns: &[Pattern], direction: Direction) -> Option<Probe> {
        if patterns.is_empty() {
            return None;
        }
        let patterns: Vec<&Pattern> = patterns.iter().collect();
        let skip = SkipRule { edges: &[], limit: 0 };
        let machine = self.machines.add(&patterns, &skip, direction == Direction::Backwards, None, &mut self.tests);
        Some(Probe { machine, direction })
    }

    fn extent(&mut self, extent: &Extent) -> CompiledExtent {
        let mut growth = |direction| Growth {
            pattern: extent.pattern.as_ref().and_then(|pattern| self.probe(std::slice::from_ref(pattern), direction)),
            skip_first: extent.skip_first.as_ref().and_then(|skip| self.probe(std::slice::from_ref(skip), direction)),
            stop: self.probe(&extent.stop, direction),
            over: self.probe(&extent.over, direction),
            crosses: extent.over.iter().any(names_sentence_boundary),
        };
        let right = (extent.side != Side::Left).then(|| growth(Direction::Forwards));
        let left = (extent.side != Side::Right).then(|| growth(Direction::Backwards));
        let trim = self.probe(&extent.trim, Direction::Forwards).zip(self.probe(&extent.trim, Direction::Backwards));
        CompiledExtent { right, left, trim, limit: extent.limit }
    }

    /// Parts of these patterns, one edge each, of which every match holds one: the rarest there are.
    fn anchors<'q>(&self, patterns: &[&'q Pattern]) -> Option<Vec<&'q Pattern>> {
        let mut all = Vec::new();
        for pattern in patterns {
            all.extend(self.needed(pattern)?.1);
        }
        Some(all)
    }

    /// The anchors of one pattern, with how often an edge may stand in one of them (a guess, to choose the rarest).
    fn needed<'q>(&self, pattern: &'q Pattern) -> Option<(u32, Vec<&'q Pattern>)> {
        if let Some(tests) = single_edge(pattern) {
            let mut frequency = 0;
            for test in tests {
                frequency += self.frequency(test)?;
            }
            return Some((frequency, vec![pattern]));
        }
        match pattern {
            Pattern::Capture { inner, .. } => self.needed(inner),
            Pattern::Repeat { inner, min, .. } => {
                if *min > 0 {
                    self.needed(inner)
                } else {
                    None
                }
            }
            Pattern::Edge(_) | Pattern::Skip => None,
            Pattern::Sequence(parts) => {
                parts.iter().filter_map(|part| self.needed(part)).min_by_key(|(frequency, _)| *frequency)
            }
            Pattern::Either(parts) => {
                let mut whole = (0, Vec::new());
                for part in parts {
                    let (frequency, anchors) = self.needed(part)?;
                    whole.0 += frequency;
                    whole.1.extend(anchors);
                }
                Some(whole)
            }
        }
    }

    /// About how many of a thousand edges pass a test; `None`: as many as not.
    fn frequency(&self, test: &EdgeTest) -> Option<u32> {
        match test {
            EdgeTest::SentenceStart | EdgeTest::SentenceEnd => None,
            EdgeTest::Phrase { class, .. } => Some(self.classes.get(class).copied().unwrap_or(ENCLOSURE)),
            EdgeTest::Lexicon(test) => Some(if is_frequent(self.pack, &self.frequent, test) { 200 } else { 5 }),
            EdgeTest::Token(tests) => tests.iter().filter_map(|test| self.token_frequency(test)).min(),
        }
    }

    fn token_frequency(&self, test: &TokenTest) -> Option<u32> {
        match test {
            TokenTest::Literal { text, .. } if self.frequent.contains(text.as_str()) => Some(50),
            TokenTest::Literal { text, .. } => Some(if text.chars().any(char::is_alphanumeric) { 1 } else { 40 }),
            TokenTest::Lexicon(test) => Some(if is_frequent(self.pack, &self.frequent, test) { 200 } else { 5 }),
            TokenTest::Shape(_) => Some(30),
            TokenTest::Property(Property::Digits | Property::Symbol | Property::Mark | Property::Link) => Some(20),
            TokenTest::Property(_) | TokenTest::Not(_) => None,
        }
    }
}

/// Whether a pattern matches only from where a sentence begins.
fn begins_sentence(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Edge(test) => *test == EdgeTest::SentenceStart,
        Pattern::Capture { inner, .. } => begins_sentence(inner),
        Pattern::Sequence(parts) => parts.first().is_some_and(begins_sentence),
        Pattern::Either(parts) => parts.iter().all(begins_sentence),
        Pattern::Repeat { .. } | Pattern::Skip => false,
    }
}

fn names_sentence_boundary(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Edge(test) => matches!(test, EdgeTest::SentenceStart | EdgeTest::SentenceEnd),
        Pattern::Capture { inner, .. } | Pattern::Repeat { inner, .. } => names_sentence_boundary(inner),
        Pattern::Sequence(parts) | Pattern::Either(parts) => parts.iter().any(names_sentence_boundary),
        Pattern::Skip => false,
    }
}
