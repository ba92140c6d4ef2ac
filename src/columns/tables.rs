//! The tables, declared once: columns, types and what they mean. `docs/schema.md` is written from here.

use super::builders::{Column, Flag, Int, List, LongText, Number, Offset, Place, Table, Text, table};
use crate::engine::Engine;
use arrow_array::ArrayRef;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// The version of the tables: raised when a column changes its name, type or meaning.
pub const SCHEMA_VERSION: &str = "1";

/// A table that a scan can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// One row a fact, flat: figure, outermost and innermost source, certainty.
    Facts,
    /// One row a figure.
    Figures,
    /// One row an attribution.
    Attributions,
    /// One row a hedge.
    Hedges,
    /// One row a document, its records as JSON.
    Documents,
}

impl TableKind {
    /// Every table with its name.
    pub const ALL: [(&'static str, TableKind); 5] = [
        ("facts", TableKind::Facts),
        ("figures", TableKind::Figures),
        ("attributions", TableKind::Attributions),
        ("hedges", TableKind::Hedges),
        ("documents", TableKind::Documents),
    ];

    /// The table of a name.
    pub fn find(name: &str) -> Option<TableKind> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|&(_, kind)| kind)
    }
    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

table! {
    /// A piece of content or scope.
    Piece {
        /// Its text.
        text: Text,
        /// First code point.
        start: Offset,
        /// One past the last code point.
        end: Offset,
    }
}

table! {
    /// A link of a fact's chain.
    Link {
        /// Index of the attribution in its document.
        attribution: Int,
        /// Who.
        source: Text,
        /// person, group, government …
        source_class: Text,
        /// A proper name identifies the source.
        named: Flag,
        /// The reporting expression.
        cue: Text,
        /// neutral, assertive, doubtful …
        stance: Text,
        /// direct, mixed, indirect.
        quote: Text,
        /// The earlier mention that names the source.
        refers_to: Text,
        /// The rule that found it.
        rule: Text,
    }
}

table! {
    /// A hedge that bears on a fact.
    Bearing {
        /// Index of the hedge in its document.
        hedge: Int,
        /// The words.
        cue: Text,
        /// allegation, hearsay, modal …
        category: Text,
        /// Index of the attribution whose source hedges; null: the writer.
        holder: Int,
        /// It applies to the figure of the fact directly.
        on_figure: Flag,
        /// The rule that found it.
        rule: Text,
    }
}

table! {
    /// What set a certainty.
    Ground {
        /// attribution or hedge.
        record: Text,
        /// Its index in the document.
        index: Int,
        /// Its stance or category.
        value: Text,
    }
}

table! {
    /// The columns of the document, with which every table begins.
    Source {
        /// The document's id, as given.
        document: LongText,
        /// Its date, as given.
        date: Text,
        /// Where it was published.
        url: Text,
        /// Its title.
        title: Text,
    }
}

table! {
    /// The columns of a figure.
    FigureColumns {
        /// The figure: the number expression with modifier, currency and unit.
        figure: Place,
        /// count, money, percent, percentage_point, measure, duration, age, share, multiple, rate, index, score.
        kind: Text,
        /// Lower bound, scale applied; null where open.
        low: Number,
        /// Upper bound, scale applied; null where open.
        high: Number,
        /// The digits or number words as written.
        number_text: Text,
        /// exact, about, more_than, at_least, less_than, at_most, nearly, range.
        bound: Text,
        /// The range or bound is itself approximate.
        approximate: Flag,
        /// ISO 4217 code, "percent", singular unit name.
        unit: Text,
        /// What it is per.
        per: Text,
        /// The whole of a share: 90 of "14 of the 90".
        of: Number,
        /// Its own time phrase.
        time: Place,
        /// The noun phrase counted.
        counted: Place,
        /// The verb or event noun.
        event: Place,
        /// Index of the other figure of a before-and-after pair.
        pair_with: Int,
        /// before or after.
        pair_role: Text,
        /// The rule that found the figure.
        figure_rule: Text,
    }
}

table! {
    /// A link of the chain, flat: the outermost one.
    Outermost {
        /// The outermost source; null where the article itself states it.
        source: Place,
        /// Its reporting expression.
        cue: Place,
        /// person, group, government, military, organisation, company, media, document, law_enforcement, court, poll, unnamed_official, pronoun, none.
        source_class: Text,
        /// A proper name identifies the source.
        named: Flag,
        /// neutral, assertive, doubtful, tentative, denial, refusal, question, call.
        stance: Text,
        /// direct, mixed, indirect.
        quote: Text,
        /// The earlier mention that names the source.
        refers_to: Place,
    }
}

table! {
    /// A link of the chain, flat: the innermost one.
    Innermost {
        /// The innermost source (the outermost one again where the chain has one link).
        last_source: Place,
        /// Its reporting expression.
        last_cue: Place,
        /// As `source_class`.
        last_source_class: Text,
        /// As `named`.
        last_named: Flag,
        /// As `stance`.
        last_stance: Text,
        /// As `quote`.
        last_quote: Text,
        /// As `refers_to`.
        last_refers_to: Place,
    }
}

table! {
    /// The columns of a fact.
    FactColumns {
        /// The fact's id: the same text, span and pack give the same id.
        fact: Text,
        /// stated, attributed, confirmed, doubted, tentative, unsupported, denied, hypothetical.
        certainty: Text,
        /// The stances and hedges that set the certainty.
        why: List<Ground>,
        /// Its event lies under a negation.
        negated: Flag,
        /// A link of the chain stands in another sentence.
        carried: Flag,
        /// How many sentences back.
        carried_from: Int,
        /// The smallest clause that holds figure and event.
        statement: Place,
        /// The sentence.
        sentence: Place,
        /// Index of the figure in its document; null for a fact without one.
        figure_index: Int,
    }
}

table! {
    /// The chain and the hedges of a fact.
    Joined {
        /// The attributions that vouch for it, outermost first; empty: the article itself states it.
        chain: List<Link>,
        /// The hedges that bear on it.
        hedges: List<Bearing>,
    }
}

table! {
    /// The columns of an attribution.
    AttributionColumns {
        /// Its index in the document.
        attribution: Int,
        /// Who; null where nobody is named.
        source: Place,
        /// The reporting expression; null where a headline lost its mark.
        cue: Place,
        /// What is said, in pieces.
        content: List<Piece>,
        /// direct, mixed, indirect.
        quote: Text,
        /// person, group, government, military, organisation, company, media, document, law_enforcement, court, poll, unnamed_official, pronoun, none.
        source_class: Text,
        /// A proper name identifies the source.
        named: Flag,
        /// neutral, assertive, doubtful, tentative, denial, refusal, question, call.
        stance: Text,
        /// The addressee.
        told: Place,
        /// Index of the attribution whose content holds this one.
        inside: Int,
        /// The earlier mention that names the source.
        refers_to: Place,
        /// Its content runs on over later sentences.
        continued: Flag,
        /// The rule that found it.
        rule: Text,
    }
}

table! {
    /// The columns of a hedge.
    HedgeColumns {
        /// Its index in the document.
        hedge: Int,
        /// The words.
        cue: Place,
        /// allegation, hearsay, modal, approximator, conditional, lack_of_evidence, unverified, denial, distancing, expectation, question, booster, negation.
        category: Text,
        /// What is hedged, in pieces, the cue left out.
        scope: List<Piece>,
        /// Index of the attribution whose source hedges; null: the writer.
        holder: Int,
        /// Index of the figure it applies to directly.
        figure: Int,
        /// The rule that found it.
        rule: Text,
    }
}

table! {
    /// Where a figure stands among the figures of its document.
    FigureIndex {
        /// The figure's index in its document.
        figure_index: Int,
    }
}

table! {
    /// A document as JSON.
    Json {
        /// The document's records, one JSON object.
        json: LongText,
    }
}

table! {
    /// The last column of every table.
    Failure {
        /// What the engine failed with on this document; all columns but the document's are null then.
        error: Text,
    }
}

/// Tables side by side are a table.
macro_rules! joined {
    ($name:ident { $( $part:ident: $type:ty ),* $(,)? }) => {
        #[derive(Default)]
        pub(super) struct $name { $( pub(super) $part: $type ),* }

        impl Rows for $name {
            fn fields() -> Vec<Field> {
                [$( <$type as Table>::fields() ),*].concat()
            }
            fn documented() -> Vec<(&'static str, &'static str)> {
                [$( <$type as Table>::DOCUMENTED ),*].concat()
            }
            fn finish(&mut self) -> Vec<ArrayRef> {
                [$( self.$part.finish() ),*].concat()
            }
            fn bytes(&self) -> usize {
                0 $( + self.$part.bytes() )*
            }
        }
    };
}

/// A whole table.
pub(super) trait Rows: Default {
    /// The Arrow fields.
    fn fields() -> Vec<Field>;
    /// What each declared column holds.
    fn documented() -> Vec<(&'static str, &'static str)>;
    /// Hands over what was built.
    fn finish(&mut self) -> Vec<ArrayRef>;
    /// Bytes of text held.
    fn bytes(&self) -> usize;
}

joined!(FactRows {
    source: Source,
    fact: FactColumns,
    figure: FigureColumns,
    outermost: Outermost,
    innermost: Innermost,
    joined: Joined,
    failure: Failure,
});
joined!(FigureRows { source: Source, index: FigureIndex, figure: FigureColumns, failure: Failure });
joined!(AttributionRows { source: Source, attribution: AttributionColumns, failure: Failure });
joined!(HedgeRows { source: Source, hedge: HedgeColumns, failure: Failure });
joined!(DocumentRows { source: Source, json: Json, failure: Failure });

fn fields(kind: TableKind) -> Vec<Field> {
    match kind {
        TableKind::Facts => FactRows::fields(),
        TableKind::Figures => FigureRows::fields(),
        TableKind::Attributions => AttributionRows::fields(),
        TableKind::Hedges => HedgeRows::fields(),
        TableKind::Documents => DocumentRows::fields(),
    }
}

fn documented(kind: TableKind) -> Vec<(&'static str, &'static str)> {
    match kind {
        TableKind::Facts => FactRows::documented(),
        TableKind::Figures => FigureRows::documented(),
        TableKind::Attributions => AttributionRows::documented(),
        TableKind::Hedges => HedgeRows::documented(),
        TableKind::Documents => DocumentRows::documented(),
    }
}

/// The Arrow schema of a table, with engine and pack in its metadata.
pub(super) fn schema(kind: TableKind, engine: &Engine) -> SchemaRef {
    let pack = engine.pack();
    let metadata = [
        ("reportedly.schema", SCHEMA_VERSION),
        ("reportedly.records", kind.name()),
        ("reportedly.version", env!("CARGO_PKG_VERSION")),
        ("reportedly.pack", &pack.name),
        ("reportedly.pack_version", &pack.version),
        ("reportedly.pack_digest", &pack.digest),
        ("reportedly.genre", engine.genre()),
    ];
    let metadata: HashMap<String, String> =
        metadata.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    Arc::new(Schema::new_with_metadata(fields(kind), metadata))
}

/// The tables in Markdown: columns, types, meanings.
pub fn describe() -> String {
    let mut out = String::new();
    for (name, kind) in TableKind::ALL {
        let _ = write!(out, "## `{name}`\n\n| column | type | holds |\n|---|---|---|\n");
        let documented = documented(kind);
        let mut about = "";
        for field in fields(kind) {
            let own = documented.iter().find(|(column, _)| column == field.name());
            let holds = match own {
                Some((_, holds)) => {
                    about = holds.trim();
                    about.to_owned()
                }
                None if field.name().ends_with("_start") => "its first code point".to_owned(),
                None if field.name().ends_with("_end") => "one past its last code point".to_owned(),
                None => about.to_owned(),
            };
            let _ = writeln!(out, "| `{}` | {} | {holds} |", field.name(), type_name(field.data_type()));
        }
        out.push('\n');
    }
    out
}

fn type_name(kind: &DataType) -> String {
    match kind {
        DataType::Utf8 => "text".to_owned(),
        DataType::LargeUtf8 => "large text".to_owned(),
        DataType::List(item) => format!("list of {}", type_name(item.data_type())),
        DataType::Struct(fields) => {
            let parts: Vec<String> =
                fields.iter().map(|field| format!("{}: {}", field.name(), type_name(field.data_type()))).collect();
            format!("({})", parts.join(", "))
        }
        other => other.to_string().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../docs/schema.md");

    #[test]
    fn the_page_describes_the_tables() {
        let tables = describe();
        if std::env::var_os("REPORTEDLY_WRITE_DOCS").is_some() {
            let head = PAGE.split("## `facts`").next().unwrap_or("");
            std::fs::write(
                concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema.md"),
                format!("{head}{}\n", tables.trim_end()),
            )
            .unwrap();
            return;
        }
        assert!(
            PAGE.contains(tables.trim_end()),
            "docs/schema.md differs: run `REPORTEDLY_WRITE_DOCS=1 cargo test --features arrow the_page`"
        );
    }

    #[test]
    fn no_table_has_a_column_twice() {
        for (_, kind) in TableKind::ALL {
            let mut names: Vec<String> = fields(kind).iter().map(|field| field.name().clone()).collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all);
        }
    }
}
