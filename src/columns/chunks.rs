//! Batches of documents cut into chunks of even work. Where the cuts are depends on the documents alone, so that the
//! rows come in the same batches whatever the number of threads.

use super::documents::{Document, Documents};
use std::ops::Range;

/// A chunk is closed when it has so many bytes of text …
const CHUNK_BYTES: usize = 1 << 19;
/// … or so many documents.
const CHUNK_DOCUMENTS: usize = 4_096;

/// Documents that one worker reads in one go.
pub(super) struct Chunk {
    documents: Documents,
    rows: Range<usize>,
}

impl Chunk {
    /// One of its documents, counted from 0.
    pub(super) fn get(&self, index: usize) -> Option<Document<'_>> {
        self.rows.clone().nth(index).map(|row| self.documents.get(row))
    }
}

/// What is left of a batch.
pub(super) struct Chunks {
    documents: Documents,
    next: usize,
}

impl Chunks {
    pub(super) fn new(documents: Documents) -> Chunks {
        Chunks { documents, next: 0 }
    }
}

impl Iterator for Chunks {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let start = self.next;
        let mut bytes = 0;
        while self.next < self.documents.len() && bytes < CHUNK_BYTES && self.next - start < CHUNK_DOCUMENTS {
            bytes += self.documents.text_len(self.next);
            self.next += 1;
        }
        (self.next > start).then(|| Chunk { documents: self.documents.clone(), rows: start..self.next })
    }
}
