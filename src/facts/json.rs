//! The document JSON: one object a document, spans as code points of the untouched text, references as indices.
//!
//! Python's `Document.to_dict()` and the command line's `--records documents` both come from here.

use super::records::{Attribution, Fact, Figure, Hedge, NotFigure, Reason, Records};
use crate::rules::model::Pack;
use crate::rules::names::Name;
use crate::text::{CodePoints, Span};
use serde::{Serialize, Serializer};

/// What a document is, beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Header<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its date, as given.
    pub date: Option<&'a str>,
    /// Where it was published.
    pub url: Option<&'a str>,
    /// Its title.
    pub title: Option<&'a str>,
    /// The genre whose rules were used.
    pub genre: &'a str,
}

/// Appends the document's JSON object, without a line end.
pub fn document(header: &Header, pack: &Pack, text: &str, points: &CodePoints, records: &Records, out: &mut String) {
    let view = View { pack, text, points };
    let document = DocumentView {
        id: header.id,
        date: header.date,
        url: header.url,
        title: header.title,
        engine: EngineView {
            version: env!("CARGO_PKG_VERSION"),
            pack: &pack.name,
            pack_version: &pack.version,
            digest: &pack.digest,
            genre: header.genre,
        },
        figures: records.figures.iter().map(|figure| view.figure(figure)).collect(),
        not_figures: records.not_figures.iter().map(|number| view.not_figure(number)).collect(),
        attributions: records.attributions.iter().map(|attribution| view.attribution(attribution)).collect(),
        hedges: records.hedges.iter().map(|hedge| view.hedge(hedge)).collect(),
        facts: records.facts.iter().map(|fact| view.fact(fact, records)).collect(),
        cut: records.cut,
    };
    out.push_str(&serde_json::to_string(&document).expect("texts, numbers and lists can be written"));
}

#[derive(Serialize)]
struct DocumentView<'a> {
    id: &'a str,
    date: Option<&'a str>,
    url: Option<&'a str>,
    title: Option<&'a str>,
    engine: EngineView<'a>,
    figures: Vec<FigureView<'a>>,
    not_figures: Vec<NotFigureView<'a>>,
    attributions: Vec<AttributionView<'a>>,
    hedges: Vec<HedgeView<'a>>,
    facts: Vec<FactView<'a>>,
    /// How often a stated cap cut something.
    cut: u32,
}

#[derive(Serialize)]
struct EngineView<'a> {
    version: &'a str,
    pack: &'a str,
    pack_version: &'a str,
    digest: &'a str,
    genre: &'a str,
}

#[derive(Serialize)]
struct SpanView<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct FigureView<'a> {
    #[serde(flatten)]
    span: SpanView<'a>,
    kind: &'a str,
    low: Option<Number>,
    high: Option<Number>,
    number_text: &'a str,
    bound: &'a str,
    approximate: bool,
    unit: Option<&'a str>,
    per: Option<&'a str>,
    of: Option<Number>,
    time: Option<SpanView<'a>>,
    counted: Option<SpanView<'a>>,
    event: Option<SpanView<'a>>,
    pair: Option<PairView>,
    rule: &'a str,
}

#[derive(Serialize)]
struct PairView {
    with: u32,
    role: &'static str,
}

#[derive(Serialize)]
struct NotFigureView<'a> {
    #[serde(flatten)]
    span: SpanView<'a>,
    kind: &'a str,
    rule: &'a str,
}

#[derive(Serialize)]
struct AttributionView<'a> {
    source: Option<SpanView<'a>>,
    cue: Option<SpanView<'a>>,
    content: Vec<SpanView<'a>>,
    quote: &'a str,
    source_class: &'a str,
    named: bool,
    stance: &'a str,
    told: Option<SpanView<'a>>,
    inside: Option<u32>,
    refers_to: Option<SpanView<'a>>,
    continued: bool,
    rule: &'a str,
}

#[derive(Serialize)]
struct HedgeView<'a> {
    cue: SpanView<'a>,
    category: &'a str,
    scope: Vec<SpanView<'a>>,
    holder: Holder,
    figure: Option<u32>,
    rule: &'a str,
}

/// Who hedges: the text's writer, or the source of an attribution.
struct Holder(Option<u32>);

impl Serialize for Holder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(attribution) => serializer.serialize_u32(attribution),
            None => serializer.serialize_str("writer"),
        }
    }
}

/// A number, written without a fraction where it has none.
struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Whole numbers up to here are exact.
        const EXACT: f64 = (1u64 << f64::MANTISSA_DIGITS) as f64;
        match self.0 {
            whole if whole.fract() == 0.0 && whole.abs() <= EXACT => serializer.serialize_i64(whole as i64),
            number => serializer.serialize_f64(number),
        }
    }
}

#[derive(Serialize)]
struct FactView<'a> {
    id: String,
    figure: Option<u32>,
    statement: SpanView<'a>,
    sentence: SpanView<'a>,
    chain: &'a [u32],
    carried: bool,
    carried_from: u32,
    hedges: &'a [u32],
    negated: bool,
    certainty: &'a str,
    why: Vec<ReasonView<'a>>,
}

/// `{"attribution": 3, "stance": "assertive"}`, `{"hedge": 1, "category": "modal"}`
#[derive(Serialize)]
#[serde(untagged)]
enum ReasonView<'a> {
    Attribution { attribution: u32, stance: &'a str },
    Hedge { hedge: u32, category: &'a str },
}

/// A fact's id in sixteen hexadecimal digits.
pub fn hex(id: [u8; 8]) -> String {
    format!("{:016x}", u64::from_be_bytes(id))
}

struct View<'a> {
    pack: &'a Pack,
    text: &'a str,
    points: &'a CodePoints<'a>,
}

impl<'a> View<'a> {
    fn span(&self, span: Span) -> SpanView<'a> {
        SpanView { start: self.points.index(span.start), end: self.points.index(span.end), text: span.of(self.text) }
    }
    fn maybe(&self, span: Option<Span>) -> Option<SpanView<'a>> {
        span.map(|span| self.span(span))
    }
    fn spans(&self, spans: &[Span]) -> Vec<SpanView<'a>> {
        spans.iter().map(|&span| self.span(span)).collect()
    }
    fn name(&self, name: Name) -> &'a str {
        self.pack.names.text(name)
    }
    fn rule(&self, rule: u32) -> &'a str {
        self.pack.rules.get(rule as usize).map_or("", |rule| &rule.id)
    }

    fn figure(&self, figure: &Figure) -> FigureView<'a> {
        FigureView {
            span: self.span(figure.span),
            kind: self.name(figure.kind),
            low: figure.low.map(Number),
            high: figure.high.map(Number),
            number_text: figure.number.of(self.text),
            bound: self.name(figure.bound),
            approximate: figure.approximate,
            unit: figure.unit.map(|unit| self.name(unit)),
            per: figure.per.map(|per| self.name(per)),
            of: figure.of.map(Number),
            time: self.maybe(figure.time),
            counted: self.maybe(figure.counted),
            event: self.maybe(figure.event),
            pair: figure
                .pair
                .map(|pair| PairView { with: pair.with, role: if pair.before { "before" } else { "after" } }),
            rule: self.rule(figure.rule),
        }
    }
    fn not_figure(&self, number: &NotFigure) -> NotFigureView<'a> {
        NotFigureView { span: self.span(number.span), kind: self.name(number.kind), rule: self.rule(number.rule) }
    }
    fn attribution(&self, attribution: &Attribution) -> AttributionView<'a> {
        AttributionView {
            source: self.maybe(attribution.source),
            cue: self.maybe(attribution.cue),
            content: self.spans(&attribution.content),
            quote: self.name(attribution.quote),
            source_class: self.name(attribution.source_class),
            named: attribution.named,
            stance: self.name(attribution.stance),
            told: self.maybe(attribution.told),
            inside: attribution.inside,
            refers_to: self.maybe(attribution.refers_to),
            continued: attribution.continued,
            rule: self.rule(attribution.rule),
        }
    }
    fn hedge(&self, hedge: &Hedge) -> HedgeView<'a> {
        HedgeView {
            cue: self.span(hedge.cue),
            category: self.name(hedge.category),
            scope: self.spans(&hedge.scope),
            holder: Holder(hedge.holder),
            figure: hedge.figure,
            rule: self.rule(hedge.rule),
        }
    }
    fn fact<'r: 'a>(&self, fact: &'r Fact, records: &'r Records) -> FactView<'a> {
        let reason = |why: &Reason| match *why {
            Reason::Attribution(attribution) => ReasonView::Attribution {
                attribution,
                stance: self.name(records.attributions[attribution as usize].stance),
            },
            Reason::Hedge(hedge) => {
                ReasonView::Hedge { hedge, category: self.name(records.hedges[hedge as usize].category) }
            }
        };
        FactView {
            id: hex(fact.id),
            figure: fact.figure,
            statement: self.span(fact.statement),
            sentence: self.span(fact.sentence),
            chain: &fact.chain,
            carried: fact.carried,
            carried_from: fact.carried_from,
            hedges: &fact.hedges,
            negated: fact.negated,
            certainty: self.name(fact.certainty),
            why: fact.why.iter().map(reason).collect(),
        }
    }
}
