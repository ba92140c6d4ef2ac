//! Threads that turn chunks of documents into batches of rows; what they give comes back in the order of the chunks.

use super::chunks::Chunk;
use super::rows::{Batches, RowMaker};
use super::scan::Plan;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

struct Job {
    chunk: Chunk,
    reply: Sender<Batches>,
}

/// A few threads and the replies that are still to come.
pub(super) struct Workers {
    /// `None` once the workers are told to end.
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
    pending: VecDeque<Receiver<Batches>>,
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
                    let batches = maker.chunk(&job.chunk);
                    // Nobody waits for it any more when the scan was dropped.
                    let _ = job.reply.send(batches);
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
        let (reply, answer) = channel();
        if let Some(jobs) = &self.jobs {
            // A chunk that cannot be handed out has no reply: `take` says so.
            let _ = jobs.send(Job { chunk, reply });
        }
        self.pending.push_back(answer);
    }

    /// The rows of the earliest chunk that is out; `None` when none is out.
    pub(super) fn take(&mut self) -> Option<Option<Batches>> {
        let answer = self.pending.pop_front()?;
        Some(answer.recv().ok())
    }
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
