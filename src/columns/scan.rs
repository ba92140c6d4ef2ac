//! A scan: batches of documents in, batches of rows out, lazily and in order.

use super::chunks::{Chunk, Chunks};
use super::documents::Layout;
use super::rows::{RowMaker, Work};
use super::tables::{self, TableKind};
use super::workers::{Taken, Workers};
use crate::engine::Engine;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// More threads than this are not started.
const MAX_THREADS: usize = 256;

/// Why a scan cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// A column that is needed is not there.
    #[error("the source has no column `{column}`, only: {known}; rename the column that holds it")]
    NoColumn {
        /// The column.
        column: &'static str,
        /// The columns that are there.
        known: String,
    },
    /// A column is not of text.
    #[error("column `{column}` is {found}, not text; cast it to a string column")]
    NotText {
        /// The column.
        column: String,
        /// Its type.
        found: String,
    },
    /// The threads cannot be started.
    #[error("no threads can be started: {0}; ask for fewer")]
    Threads(#[from] std::io::Error),
}

/// What every worker of a scan knows.
pub(super) struct Plan {
    pub(super) engine: Arc<Engine>,
    pub(super) kind: TableKind,
    pub(super) schema: SchemaRef,
}

/// Documents to rows of one table. Documents that the engine fails on become rows with `error`.
pub struct Scan {
    feed: Feed,
    plan: Arc<Plan>,
    crew: Crew,
}

/// The documents to come.
struct Feed {
    source: Box<dyn RecordBatchReader + Send>,
    layout: Layout,
    /// What is left of the batch last pulled.
    chunks: Option<Chunks>,
    /// The source has ended or failed.
    ended: bool,
    /// What the source failed with: told after the rows before it.
    failure: Option<ArrowError>,
}

/// Who makes the rows.
enum Crew {
    /// The caller's thread.
    Alone { maker: Box<RowMaker>, work: Box<Option<Work>> },
    /// Threads of the scan's own; the source is pulled on the caller's thread all the same.
    Many(Workers),
}

impl Scan {
    /// Plans a scan; nothing is read yet.
    ///
    /// # Errors
    /// [`ScanError`] where the source lacks `id` or `text`, a column is no text, or threads cannot be started.
    pub fn new(
        engine: Arc<Engine>,
        source: Box<dyn RecordBatchReader + Send>,
        kind: TableKind,
        threads: usize,
    ) -> Result<Scan, ScanError> {
        let layout = Layout::new(&source.schema())?;
        let schema = tables::schema(kind, &engine);
        let plan = Arc::new(Plan { engine, kind, schema });
        let crew = match threads {
            0 | 1 => Crew::Alone { maker: Box::new(RowMaker::new(plan.clone())), work: Box::default() },
            many => Crew::Many(Workers::start(&plan, many.min(MAX_THREADS))?),
        };
        Ok(Scan { feed: Feed { source, layout, chunks: None, ended: false, failure: None }, plan, crew })
    }

    fn batch(&mut self) -> Option<Result<RecordBatch, ArrowError>> {
        let batch = match &mut self.crew {
            Crew::Alone { maker, work } => alone(&mut self.feed, maker, work),
            Crew::Many(workers) => many(&mut self.feed, workers),
        };
        batch.or_else(|| self.feed.failure.take().map(Err))
    }
}

impl Feed {
    /// The next chunk of documents; an error of the source is kept for later.
    fn chunk(&mut self) -> Option<Chunk> {
        loop {
            if let Some(chunk) = self.chunks.as_mut().and_then(Iterator::next) {
                return Some(chunk);
            }
            if self.ended {
                return None;
            }
            match self.source.next() {
                Some(Ok(batch)) => self.chunks = Some(Chunks::new(self.layout.documents(&batch))),
                Some(Err(error)) => {
                    self.failure = Some(error);
                    self.ended = true;
                }
                None => self.ended = true,
            }
        }
    }
}

/// The next batch, made on this thread.
fn alone(feed: &mut Feed, maker: &mut RowMaker, work: &mut Option<Work>) -> Option<Result<RecordBatch, ArrowError>> {
    loop {
        if let Some(batch) = work.as_mut().and_then(|work| maker.batch(work)) {
            return Some(batch);
        }
        *work = Some(Work::new(feed.chunk()?));
    }
}

/// The next batch of the workers, who are kept busy.
fn many(feed: &mut Feed, workers: &mut Workers) -> Option<Result<RecordBatch, ArrowError>> {
    loop {
        while workers.wants_more() {
            let Some(chunk) = feed.chunk() else { break };
            workers.give(chunk);
        }
        match workers.take() {
            Taken::Batch(batch) => return Some(batch),
            Taken::ChunkDone => {}
            Taken::Idle => return None,
        }
    }
}

impl Iterator for Scan {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        // Arrow's C interface calls this from foreign code, where a panic would end the process.
        catch_unwind(AssertUnwindSafe(|| self.batch())).unwrap_or_else(|_| {
            (self.feed.ended, self.feed.chunks) = (true, None);
            if let Crew::Alone { work, .. } = &mut self.crew {
                **work = None;
            }
            let message = "the rows of a document cannot be made: a defect of the engine";
            Some(Err(ArrowError::ComputeError(message.to_owned())))
        })
    }
}

impl RecordBatchReader for Scan {
    fn schema(&self) -> SchemaRef {
        self.plan.schema.clone()
    }
}
