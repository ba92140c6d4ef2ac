//! Records to rows: one function a table, over the records of one document.

use super::builders::{Column, List, Place};
use super::chunks::Chunk;
use super::documents::Document;
use super::scan::Plan;
use super::tables::{
    AttributionRows, DocumentRows, FactRows, FigureColumns, FigureRows, HedgeRows, Innermost, Outermost, Piece, Rows,
    Source, TableKind,
};
use crate::facts::json;
use crate::facts::records::{Attribution, Fact, Figure, Reason, Records};
use crate::matcher::Scratch;
use crate::rules::Pack;
use crate::rules::names::Name;
use crate::text::{CodePoints, Span};
use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A batch is closed when it holds so many bytes of text: little beside any memory, far from the end of 32-bit offsets.
const BATCH_BYTES: usize = 8 << 20;

/// A chunk under way: what of it has become rows. A text of millions of figures is handed on batch by batch.
pub(super) struct Work {
    chunk: Chunk,
    /// The next document to read.
    next: usize,
    /// The document whose rows are being made.
    open: Option<Open>,
}

struct Open {
    document: usize,
    records: Records,
    /// The next row to make.
    next: usize,
}

impl Work {
    pub(super) fn new(chunk: Chunk) -> Work {
        Work { chunk, next: 0, open: None }
    }
}

/// Makes rows of documents; a worker owns one.
pub(super) struct RowMaker {
    plan: Arc<Plan>,
    scratch: Scratch,
    json: String,
}

impl Drop for RowMaker {
    fn drop(&mut self) {
        self.plan.engine.keep(std::mem::take(&mut self.scratch));
    }
}

impl RowMaker {
    pub(super) fn new(plan: Arc<Plan>) -> RowMaker {
        RowMaker { scratch: plan.engine.scratch(), plan, json: String::new() }
    }

    /// The next batch of a chunk; `None` when all its rows are made.
    pub(super) fn batch(&mut self, work: &mut Work) -> Option<Result<RecordBatch, ArrowError>> {
        match self.plan.kind {
            TableKind::Facts => self.fill::<FactRows>(work),
            TableKind::Figures => self.fill::<FigureRows>(work),
            TableKind::Attributions => self.fill::<AttributionRows>(work),
            TableKind::Hedges => self.fill::<HedgeRows>(work),
            TableKind::Documents => self.fill::<DocumentRows>(work),
        }
    }

    fn fill<R: Fill>(&mut self, work: &mut Work) -> Option<Result<RecordBatch, ArrowError>> {
        let mut rows = R::default();
        let mut count = 0;
        while rows.bytes() < BATCH_BYTES {
            let Some(open) = work.open.take().or_else(|| self.open(work, &mut rows, &mut count)) else { break };
            count += self.rows(&mut work.open, &work.chunk, open, &mut rows);
        }
        (count > 0).then(|| RecordBatch::try_new(self.plan.schema.clone(), rows.finish()))
    }

    /// Reads documents until one can be read; those that cannot become rows themselves.
    fn open<R: Fill>(&mut self, work: &mut Work, rows: &mut R, count: &mut usize) -> Option<Open> {
        loop {
            let document = work.chunk.get(work.next)?;
            let error = match document.text.map(|text| (text, self.plan.engine.read(text, &mut self.scratch))) {
                Some((_, Ok(records))) => {
                    work.next += 1;
                    return Some(Open { document: work.next - 1, records, next: 0 });
                }
                Some((text, Err(error))) => {
                    let digest: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
                    format!("{error} (sha256 of the text: {digest})")
                }
                None => "the text is null".to_owned(),
            };
            rows.fail(&document, &error);
            *count += 1;
            work.next += 1;
        }
    }

    /// The rows of a document, as many as the batch holds; the rest is left open.
    fn rows<R: Fill>(&mut self, rest: &mut Option<Open>, chunk: &Chunk, mut open: Open, rows: &mut R) -> usize {
        let (from, all) = (open.next, R::count(&open.records));
        if let Some(document) = chunk.get(open.document) {
            let text = document.text.unwrap_or("");
            let points = CodePoints::new(text);
            let engine = &self.plan.engine;
            let (pack, genre, records) = (engine.pack(), engine.genre(), &open.records);
            let page = Page { document, text, points: &points, pack, genre, records };
            while open.next < all && rows.bytes() < BATCH_BYTES {
                rows.row(&page, open.next, &mut self.json);
                open.next += 1;
            }
        }
        let made = open.next - from;
        if open.next < all {
            *rest = Some(open);
        }
        made
    }
}

/// A table that knows how to take rows from records.
trait Fill: Rows {
    /// How many rows a document has.
    fn count(records: &Records) -> usize;
    /// Makes one row. `json` is a buffer.
    fn row(&mut self, page: &Page<'_>, at: usize, json: &mut String);
    /// Makes a row of a document that was not read.
    fn fail(&mut self, document: &Document<'_>, error: &str);
}

/// One document, read.
struct Page<'a> {
    document: Document<'a>,
    text: &'a str,
    points: &'a CodePoints<'a>,
    pack: &'a Pack,
    genre: &'a str,
    records: &'a Records,
}

impl<'a> Page<'a> {
    fn name(&self, name: Name) -> &'a str {
        self.pack.names.text(name)
    }
    fn rule(&self, rule: u32) -> &'a str {
        self.pack.rules.get(rule as usize).map_or("", |rule| &rule.id)
    }
    fn place(&self, column: &mut Place, span: Span) {
        column.push(span.of(self.text), self.points.index(span.start), self.points.index(span.end));
    }
    fn maybe_place(&self, column: &mut Place, span: Option<Span>) {
        match span {
            Some(span) => self.place(column, span),
            None => column.skip(),
        }
    }
    fn pieces(&self, column: &mut List<Piece>, spans: &[Span]) {
        for span in spans {
            column.rows.text.push(span.of(self.text));
            column.rows.start.push(self.points.index(span.start).into());
            column.rows.end.push(self.points.index(span.end).into());
        }
        column.close(spans.len());
    }
    fn maybe_text(&self, span: Option<Span>) -> Option<&'a str> {
        span.map(|span| span.of(self.text))
    }
}

fn index(index: u32) -> i32 {
    index as i32
}

fn source(columns: &mut Source, document: &Document<'_>) {
    columns.document.maybe(document.id);
    columns.date.maybe(document.date);
    columns.url.maybe(document.url);
    columns.title.maybe(document.title);
}

fn figure(columns: &mut FigureColumns, page: &Page<'_>, figure: &Figure) {
    page.place(&mut columns.figure, figure.span);
    columns.kind.push(page.name(figure.kind));
    columns.low.maybe(figure.low);
    columns.high.maybe(figure.high);
    columns.number_text.push(figure.number.of(page.text));
    columns.bound.push(page.name(figure.bound));
    columns.approximate.push(figure.approximate);
    columns.unit.maybe(figure.unit.map(|unit| page.name(unit)));
    columns.per.maybe(figure.per.map(|per| page.name(per)));
    columns.of.maybe(figure.of);
    page.maybe_place(&mut columns.time, figure.time);
    page.maybe_place(&mut columns.counted, figure.counted);
    page.maybe_place(&mut columns.event, figure.event);
    columns.pair_with.maybe(figure.pair.map(|pair| index(pair.with)));
    columns.pair_role.maybe(figure.pair.map(|pair| if pair.before { "before" } else { "after" }));
    columns.figure_rule.push(page.rule(figure.rule));
}

fn outermost(columns: &mut Outermost, page: &Page<'_>, link: Option<&Attribution>) {
    let Some(link) = link else { return columns.skip_all() };
    page.maybe_place(&mut columns.source, link.source);
    page.maybe_place(&mut columns.cue, link.cue);
    columns.source_class.push(page.name(link.source_class));
    columns.named.push(link.named);
    columns.stance.push(page.name(link.stance));
    columns.quote.push(page.name(link.quote));
    page.maybe_place(&mut columns.refers_to, link.refers_to);
}

fn innermost(columns: &mut Innermost, page: &Page<'_>, link: Option<&Attribution>) {
    let Some(link) = link else { return columns.skip_all() };
    page.maybe_place(&mut columns.last_source, link.source);
    page.maybe_place(&mut columns.last_cue, link.cue);
    columns.last_source_class.push(page.name(link.source_class));
    columns.last_named.push(link.named);
    columns.last_stance.push(page.name(link.stance));
    columns.last_quote.push(page.name(link.quote));
    page.maybe_place(&mut columns.last_refers_to, link.refers_to);
}

impl FactRows {
    fn fact(&mut self, page: &Page<'_>, fact: &Fact) {
        let records = page.records;
        source(&mut self.source, &page.document);
        let columns = &mut self.fact;
        columns.fact.push(&json::hex(fact.id));
        columns.certainty.push(page.name(fact.certainty));
        for reason in &fact.why {
            let (record, at, value) = match *reason {
                Reason::Attribution(at) => ("attribution", at, records.attributions[at as usize].stance),
                Reason::Hedge(at) => ("hedge", at, records.hedges[at as usize].category),
            };
            columns.why.rows.record.push(record);
            columns.why.rows.index.push(index(at));
            columns.why.rows.value.push(page.name(value));
        }
        columns.why.close(fact.why.len());
        columns.negated.push(fact.negated);
        columns.carried.push(fact.carried);
        columns.carried_from.push(index(fact.carried_from));
        page.place(&mut columns.statement, fact.statement);
        page.place(&mut columns.sentence, fact.sentence);
        columns.figure_index.maybe(fact.figure.map(index));
        match fact.figure {
            Some(at) => figure(&mut self.figure, page, &records.figures[at as usize]),
            None => self.figure.skip_all(),
        }
        let link = |at: Option<&u32>| at.map(|&at| &records.attributions[at as usize]);
        outermost(&mut self.outermost, page, link(fact.chain.first()));
        innermost(&mut self.innermost, page, link(fact.chain.last()));
        for &at in &fact.chain {
            let link = &records.attributions[at as usize];
            let rows = &mut self.joined.chain.rows;
            rows.attribution.push(index(at));
            rows.source.maybe(page.maybe_text(link.source));
            rows.source_class.push(page.name(link.source_class));
            rows.named.push(link.named);
            rows.cue.maybe(page.maybe_text(link.cue));
            rows.stance.push(page.name(link.stance));
            rows.quote.push(page.name(link.quote));
            rows.refers_to.maybe(page.maybe_text(link.refers_to));
            rows.rule.push(page.rule(link.rule));
        }
        self.joined.chain.close(fact.chain.len());
        for &at in &fact.hedges {
            let hedge = &records.hedges[at as usize];
            let rows = &mut self.joined.hedges.rows;
            rows.hedge.push(index(at));
            rows.cue.push(hedge.cue.of(page.text));
            rows.category.push(page.name(hedge.category));
            rows.holder.maybe(hedge.holder.map(index));
            rows.on_figure.push(fact.figure.is_some() && hedge.figure == fact.figure);
            rows.rule.push(page.rule(hedge.rule));
        }
        self.joined.hedges.close(fact.hedges.len());
        self.failure.error.skip();
    }
}

impl Fill for FactRows {
    fn count(records: &Records) -> usize {
        records.facts.len()
    }
    fn row(&mut self, page: &Page<'_>, at: usize, _: &mut String) {
        self.fact(page, &page.records.facts[at]);
    }
    fn fail(&mut self, document: &Document<'_>, error: &str) {
        source(&mut self.source, document);
        self.fact.skip_all();
        self.figure.skip_all();
        self.outermost.skip_all();
        self.innermost.skip_all();
        self.joined.skip_all();
        self.failure.error.push(error);
    }
}

impl Fill for FigureRows {
    fn count(records: &Records) -> usize {
        records.figures.len()
    }
    fn row(&mut self, page: &Page<'_>, at: usize, _: &mut String) {
        source(&mut self.source, &page.document);
        self.index.figure_index.push(at as i32);
        figure(&mut self.figure, page, &page.records.figures[at]);
        self.failure.error.skip();
    }
    fn fail(&mut self, document: &Document<'_>, error: &str) {
        source(&mut self.source, document);
        self.index.skip_all();
        self.figure.skip_all();
        self.failure.error.push(error);
    }
}

impl Fill for AttributionRows {
    fn count(records: &Records) -> usize {
        records.attributions.len()
    }
    fn row(&mut self, page: &Page<'_>, at: usize, _: &mut String) {
        let record = &page.records.attributions[at];
        source(&mut self.source, &page.document);
        let columns = &mut self.attribution;
        columns.attribution.push(at as i32);
        page.maybe_place(&mut columns.source, record.source);
        page.maybe_place(&mut columns.cue, record.cue);
        page.pieces(&mut columns.content, &record.content);
        columns.quote.push(page.name(record.quote));
        columns.source_class.push(page.name(record.source_class));
        columns.named.push(record.named);
        columns.stance.push(page.name(record.stance));
        page.maybe_place(&mut columns.told, record.told);
        columns.inside.maybe(record.inside.map(index));
        page.maybe_place(&mut columns.refers_to, record.refers_to);
        columns.continued.push(record.continued);
        columns.rule.push(page.rule(record.rule));
        self.failure.error.skip();
    }
    fn fail(&mut self, document: &Document<'_>, error: &str) {
        source(&mut self.source, document);
        self.attribution.skip_all();
        self.failure.error.push(error);
    }
}

impl Fill for HedgeRows {
    fn count(records: &Records) -> usize {
        records.hedges.len()
    }
    fn row(&mut self, page: &Page<'_>, at: usize, _: &mut String) {
        let record = &page.records.hedges[at];
        source(&mut self.source, &page.document);
        let columns = &mut self.hedge;
        columns.hedge.push(at as i32);
        page.place(&mut columns.cue, record.cue);
        columns.category.push(page.name(record.category));
        page.pieces(&mut columns.scope, &record.scope);
        columns.holder.maybe(record.holder.map(index));
        columns.figure.maybe(record.figure.map(index));
        columns.rule.push(page.rule(record.rule));
        self.failure.error.skip();
    }
    fn fail(&mut self, document: &Document<'_>, error: &str) {
        source(&mut self.source, document);
        self.hedge.skip_all();
        self.failure.error.push(error);
    }
}

impl Fill for DocumentRows {
    fn count(_: &Records) -> usize {
        1
    }
    fn row(&mut self, page: &Page<'_>, _: usize, json: &mut String) {
        let Document { id, date, url, title, .. } = page.document;
        let header = json::Header { id: id.unwrap_or(""), date, url, title, genre: page.genre };
        json.clear();
        json::document(&header, page.pack, page.text, page.points, page.records, json);
        source(&mut self.source, &page.document);
        self.json.json.push(json);
        self.failure.error.skip();
    }
    fn fail(&mut self, document: &Document<'_>, error: &str) {
        source(&mut self.source, document);
        self.json.skip_all();
        self.failure.error.push(error);
    }
}
