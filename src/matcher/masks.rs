//! The mask table: in which positions of each group of machines an edge with a symbol may stand.
//!
//! The columns of machines that run together (the rules of a stage, its blocks, its guards) make a segment. What a symbol
//! has in a segment is a block of words; most blocks are empty or like another symbol's, and each stands once, so that
//! some thousand symbols stay in the processor's cache.

use rustc_hash::FxHashMap;

/// Where a group's positions stand in the rows of all symbols.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// Index of the segment.
    pub(crate) segment: u32,
    /// Index of the group's first word in the segment.
    pub(crate) at: u32,
}

/// Rows by symbol.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    /// For each segment where each symbol's block begins in `words`.
    blocks: Vec<Vec<u32>>,
    words: Vec<u64>,
    /// Where each block that stands in `words` begins.
    known: FxHashMap<Box<[u64]>, u32>,
}

impl Masks {
    /// Adds the row of the next symbol: all its segments, each as long as `lengths` says.
    pub(crate) fn push(&mut self, row: &[u64], lengths: &[u32]) {
        self.blocks.resize(lengths.len(), Vec::new());
        let mut rest = row;
        for (blocks, &length) in self.blocks.iter_mut().zip(lengths) {
            let (block, after) = rest.split_at(length as usize);
            rest = after;
            let at = match self.known.get(block) {
                Some(&at) => at,
                None => {
                    let at = self.words.len() as u32;
                    self.words.extend_from_slice(block);
                    self.known.insert(block.into(), at);
                    at
                }
            };
            blocks.push(at);
        }
    }

    #[inline]
    fn at(&self, symbol: u32, column: Column) -> usize {
        (self.blocks[column.segment as usize][symbol as usize] + column.at) as usize
    }

    /// The positions of a group of `W` words.
    #[inline]
    pub(crate) fn row<const W: usize>(&self, symbol: u32, column: Column) -> [u64; W] {
        self.words[self.at(symbol, column)..].first_chunk().copied().unwrap_or([0; W])
    }

    /// Whether an edge with the symbol may stand in any of these positions.
    #[inline]
    pub(crate) fn meets(&self, symbol: u32, column: Column, bits: &[u64]) -> bool {
        let at = self.at(symbol, column);
        self.words[at..].iter().zip(bits).any(|(mask, bits)| mask & bits != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Masks};

    #[test]
    fn rows_read_as_they_were_written() {
        let mut masks = Masks::default();
        let lengths = [3, 100, 7, 40];
        let rows: Vec<Vec<u64>> = (0..5u64)
            .map(|row| {
                (0..150u64)
                    .map(|column| if (row * 7 + column) % 11 == 3 { row * 1000 + column + 1 } else { 0 })
                    .collect()
            })
            .collect();
        rows.iter().for_each(|row| masks.push(row, &lengths));
        for (symbol, row) in rows.iter().enumerate() {
            let mut from = 0;
            for (segment, &length) in lengths.iter().enumerate() {
                for at in 0..length {
                    let column = Column { segment: segment as u32, at };
                    assert_eq!(masks.row::<1>(symbol as u32, column), [row[(from + at) as usize]]);
                }
                from += length;
            }
        }
        assert_eq!(masks.row::<2>(1, Column { segment: 1, at: 6 }), [rows[1][9], rows[1][10]]);
    }
}
