//! Threads that turn chunks of documents into batches of rows; what they give comes back in the order of the chunks.

use super::chunks::Chunk;
use super::rows::{RowMaker, Work};
use super::scan::Plan;
use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Batches of one chunk that may wait to be taken. A worker that is ahead waits in its turn, so memory stays flat.
const WAITING: usize = 2;

struct Job {
    chunk: Chunk,
    reply: SyncSender<Reply>,
}

enum Reply {
    Batch(Result<RecordBatch, ArrowError>),
    /// All rows of the chunk are made.
    End,
}

/// A few threads and the replies that are still to come.
pub(super) struct Workers {
    /// `None` once the workers are told to end.
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
    pending: VecDeque<Receiver<Reply>>,
}

impl Workers {
    /// Starts the threads.
    pub(super) fn start(plan: &Arc<Plan>, count: usize) -> std::io::Result<Workers> {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        let mut workers = Workers { jobs: Some(jobs), threads: Vec::with_capacity(count), pending: VecDeque::new() };
        for number in 0..count {
            let (plan, queue) = (plan.clone(), queue.clone());
            let thread = std::thread::Builder::new().name(format!("reportedly-{number}")).spawn(move || {
                let mut maker = RowMaker::new(plan);
                loop {
                    // The lock is held while waiting only: the others wait for the lock as they would for a job.
                    let Ok(Ok(job)) = queue.lock().map(|queue| queue.recv()) else { return };
                    let mut work = Work::new(job.chunk);
                    // Where sending fails the scan was dropped, and nobody waits for the rest.
                    while let Some(batch) = maker.batch(&mut work) {
                        if job.reply.send(Reply::Batch(batch)).is_err() {
                            return;
                        }
                    }
                    if job.reply.send(Reply::End).is_err() {
                        return;
                    }
                }
            })?;
            workers.threads.push(thread);
        }
        Ok(workers)
    }

    /// Whether more chunks should be handed out before a reply is waited for.
    pub(super) fn wants_more(&self) -> bool {
        self.pending.len() < 2 * self.threads.len()
    }

    /// Hands out a chunk.
    pub(super) fn give(&mut self, chunk: Chunk) {
        let (reply, answer) = sync_channel(WAITING);
        if let Some(jobs) = &self.jobs {
            // A chunk that cannot be handed out has no reply: `take` says so.
            let _ = jobs.send(Job { chunk, reply });
        }
        self.pending.push_back(answer);
    }

    /// The next batch of the earliest chunk that is out.
    pub(super) fn take(&mut self) -> Taken {
        let Some(answer) = self.pending.front() else { return Taken::Idle };
        match answer.recv() {
            Ok(Reply::Batch(batch)) => Taken::Batch(batch),
            Ok(Reply::End) => {
                self.pending.pop_front();
                Taken::ChunkDone
            }
            Err(_) => {
                self.pending.pop_front();
                let lost = "a worker thread ended before its rows were made: a defect of the engine";
                Taken::Batch(Err(ArrowError::ComputeError(lost.to_owned())))
            }
        }
    }
}

/// What the workers have for their scan.
pub(super) enum Taken {
    Batch(Result<RecordBatch, ArrowError>),
    /// The earliest chunk is done: another one may be handed out.
    ChunkDone,
    /// No chunk is out.
    Idle,
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.jobs = None;
        self.pending.clear();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
