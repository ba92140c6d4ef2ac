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
use arrow_schema::{ArrowError, SchemaRef};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A batch is closed when it holds so many bytes of text, so that Arrow's 32-bit offsets always do.
const BATCH_BYTES: usize = 32 << 20;

/// The batches of one chunk.
pub(super) type Batches = Result<Vec<RecordBatch>, ArrowError>;

/// Makes rows of documents; a worker owns one.
pub(super) struct RowMaker {
    plan: Arc<Plan>,
    scratch: Scratch,
    json: String,
}

impl RowMaker {
    pub(super) fn new(plan: Arc<Plan>) -> RowMaker {
        RowMaker { plan, scratch: Scratch::default(), json: String::new() }
    }

    /// The rows of a chunk: one batch, or several where it is large; none where there is no row.
    pub(super) fn chunk(&mut self, chunk: &Chunk) -> Batches {
        match self.plan.kind {
            TableKind::Facts => self.fill::<FactRows>(chunk),
            TableKind::Figures => self.fill::<FigureRows>(chunk),
            TableKind::Attributions => self.fill::<AttributionRows>(chunk),
            TableKind::Hedges => self.fill::<HedgeRows>(chunk),
            TableKind::Documents => self.fill::<DocumentRows>(chunk),
        }
    }

    fn fill<R: Fill>(&mut self, chunk: &Chunk) -> Batches {
        let plan = self.plan.clone();
        let mut sheet = Sheet { rows: R::default(), count: 0, schema: plan.schema.clone(), done: Vec::new() };
        for document in chunk.iter() {
            let Some(text) = document.text else {
                sheet.fail(&document, "the text is null")?;
                continue;
            };
            match plan.engine.read(text, &mut self.scratch) {
                Ok(records) => {
                    let points = CodePoints::new(text);
                    let pack = plan.engine.pack();
                    let genre = plan.engine.genre();
                    let page = Page { document, text, points: &points, pack, genre, records: &records };
                    R::fill(&page, &mut sheet, &mut self.json)?;
                }
                Err(error) => {
                    let digest: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
                    sheet.fail(&document, &format!("{error} (sha256 of the text: {digest})"))?;
                }
            }
        }
        sheet.close()?;
        Ok(sheet.done)
    }
}

/// Rows under way and batches done.
struct Sheet<R> {
    rows: R,
    count: usize,
    schema: SchemaRef,
    done: Vec<RecordBatch>,
}

impl<R: Fill> Sheet<R> {
    /// Counts a row that was filled, and closes the batch when it is full.
    fn row(&mut self) -> Result<(), ArrowError> {
        self.count += 1;
        if self.rows.bytes() >= BATCH_BYTES { self.close() } else { Ok(()) }
    }
    fn close(&mut self) -> Result<(), ArrowError> {
        if self.count > 0 {
            self.count = 0;
            self.done.push(RecordBatch::try_new(self.schema.clone(), self.rows.finish())?);
        }
        Ok(())
    }
    fn fail(&mut self, document: &Document<'_>, error: &str) -> Result<(), ArrowError> {
        R::fail(self, document, error);
        self.row()
    }
}

/// A table that knows how to take rows from records.
trait Fill: Rows {
    fn fill(page: &Page<'_>, sheet: &mut Sheet<Self>, json: &mut String) -> Result<(), ArrowError>;
    fn fail(sheet: &mut Sheet<Self>, document: &Document<'_>, error: &str);
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
    fn fill(page: &Page<'_>, sheet: &mut Sheet<Self>, _: &mut String) -> Result<(), ArrowError> {
        for fact in &page.records.facts {
            sheet.rows.fact(page, fact);
            sheet.row()?;
        }
        Ok(())
    }
    fn fail(sheet: &mut Sheet<Self>, document: &Document<'_>, error: &str) {
        let rows = &mut sheet.rows;
        source(&mut rows.source, document);
        rows.fact.skip_all();
        rows.figure.skip_all();
        rows.outermost.skip_all();
        rows.innermost.skip_all();
        rows.joined.skip_all();
        rows.failure.error.push(error);
    }
}

impl Fill for FigureRows {
    fn fill(page: &Page<'_>, sheet: &mut Sheet<Self>, _: &mut String) -> Result<(), ArrowError> {
        for (at, record) in page.records.figures.iter().enumerate() {
            let rows = &mut sheet.rows;
            source(&mut rows.source, &page.document);
            rows.index.figure_index.push(at as i32);
            figure(&mut rows.figure, page, record);
            rows.failure.error.skip();
            sheet.row()?;
        }
        Ok(())
    }
    fn fail(sheet: &mut Sheet<Self>, document: &Document<'_>, error: &str) {
        let rows = &mut sheet.rows;
        source(&mut rows.source, document);
        rows.index.skip_all();
        rows.figure.skip_all();
        rows.failure.error.push(error);
    }
}

impl Fill for AttributionRows {
    fn fill(page: &Page<'_>, sheet: &mut Sheet<Self>, _: &mut String) -> Result<(), ArrowError> {
        for (at, record) in page.records.attributions.iter().enumerate() {
            let rows = &mut sheet.rows;
            source(&mut rows.source, &page.document);
            let columns = &mut rows.attribution;
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
            rows.failure.error.skip();
            sheet.row()?;
        }
        Ok(())
    }
    fn fail(sheet: &mut Sheet<Self>, document: &Document<'_>, error: &str) {
        let rows = &mut sheet.rows;
        source(&mut rows.source, document);
        rows.attribution.skip_all();
        rows.failure.error.push(error);
    }
}

impl Fill for HedgeRows {
    fn fill(page: &Page<'_>, sheet: &mut Sheet<Self>, _: &mut String) -> Result<(), ArrowError> {
        for (at, record) in page.records.hedges.iter().enumerate() {
            let rows = &mut sheet.rows;
            source(&mut rows.source, &page.document);
            let columns = &mut rows.hedge;
            columns.hedge.push(at as i32);
            page.place(&mut columns.cue, record.cue);
            columns.category.push(page.name(record.category));
            page.pieces(&mut columns.scope, &record.scope);
            columns.holder.maybe(record.holder.map(index));
            columns.figure.maybe(record.figure.map(index));
            columns.rule.push(page.rule(record.rule));
            rows.failure.error.skip();
            sheet.row()?;
        }
        Ok(())
    }
    fn fail(sheet: &mut Sheet<Self>, document: &Document<'_>, error: &str) {
        let rows = &mut sheet.rows;
        source(&mut rows.source, document);
        rows.hedge.skip_all();
        rows.failure.error.push(error);
    }
}

impl Fill for DocumentRows {
    fn fill(page: &Page<'_>, sheet: &mut Sheet<Self>, out: &mut String) -> Result<(), ArrowError> {
        let Document { id, date, url, title, .. } = page.document;
        let header = json::Header { id: id.unwrap_or(""), date, url, title, genre: page.genre };
        out.clear();
        json::document(&header, page.pack, page.text, page.points, page.records, out);
        let rows = &mut sheet.rows;
        source(&mut rows.source, &page.document);
        rows.json.json.push(out);
        rows.failure.error.skip();
        sheet.row()
    }
    fn fail(sheet: &mut Sheet<Self>, document: &Document<'_>, error: &str) {
        let rows = &mut sheet.rows;
        source(&mut rows.source, document);
        rows.json.skip_all();
        rows.failure.error.push(error);
    }
}
