//! A scan: batches of documents in, batches of rows out, lazily and in order.

use super::chunks::Chunks;
use super::documents::Layout;
use super::rows::{Batches, RowMaker};
use super::tables::{self, TableKind};
use super::workers::Workers;
use crate::engine::Engine;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use std::collections::VecDeque;
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
    source: Box<dyn RecordBatchReader + Send>,
    layout: Layout,
    plan: Arc<Plan>,
    /// What is left of the batch last pulled.
    chunks: Option<Chunks>,
    /// Made and not handed out yet.
    ready: VecDeque<RecordBatch>,
    crew: Crew,
    /// The source has ended or failed.
    ended: bool,
    /// What the source failed with: told after the rows before it.
    failure: Option<ArrowError>,
}

enum Crew {
    Alone(Box<RowMaker>),
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
            0 | 1 => Crew::Alone(Box::new(RowMaker::new(plan.clone()))),
            many => Crew::Many(Workers::start(&plan, many.min(MAX_THREADS))?),
        };
        let (ready, failure) = (VecDeque::new(), None);
        Ok(Scan { source, layout, plan, chunks: None, ready, crew, ended: false, failure })
    }

    /// The next chunk of documents; an error of the source is kept for later.
    fn chunk(&mut self) -> Option<super::chunks::Chunk> {
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

    /// The rows of the next chunk; `None` when there are no more.
    fn rows(&mut self) -> Option<Result<Batches, ArrowError>> {
        if let Crew::Alone(_) = self.crew {
            let chunk = self.chunk()?;
            let Crew::Alone(maker) = &mut self.crew else { return None };
            return Some(Ok(maker.chunk(&chunk)));
        }
        while matches!(&self.crew, Crew::Many(workers) if workers.wants_more()) {
            let Some(chunk) = self.chunk() else { break };
            if let Crew::Many(workers) = &mut self.crew {
                workers.give(chunk);
            }
        }
        let Crew::Many(workers) = &mut self.crew else { return None };
        let lost = || ArrowError::ComputeError("a worker thread ended before its rows were made".to_owned());
        workers.take().map(|batches| batches.ok_or_else(lost))
    }

    fn batch(&mut self) -> Option<Result<RecordBatch, ArrowError>> {
        loop {
            if let Some(batch) = self.ready.pop_front() {
                return Some(Ok(batch));
            }
            match self.rows() {
                Some(Ok(Ok(batches))) => self.ready.extend(batches),
                Some(Ok(Err(error)) | Err(error)) => return Some(Err(error)),
                None => return self.failure.take().map(Err),
            }
        }
    }
}

impl Iterator for Scan {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        // Arrow's C interface calls this from foreign code, where a panic would end the process.
        catch_unwind(AssertUnwindSafe(|| self.batch())).unwrap_or_else(|_| {
            self.ended = true;
            self.chunks = None;
            Some(Err(ArrowError::ComputeError(
                "the rows of a document cannot be made: a defect of the engine".to_owned(),
            )))
        })
    }
}

impl RecordBatchReader for Scan {
    fn schema(&self) -> SchemaRef {
        self.plan.schema.clone()
    }
}
