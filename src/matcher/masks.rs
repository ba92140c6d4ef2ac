//! The mask table: in which positions of each group of machines an edge with a symbol may stand.
//!
//! Most symbols stand in few groups, so a symbol's row is a bit set of the columns that are not empty and then those
//! columns alone: some thousand symbols times some hundred columns stay in the processor's cache.

/// Rows by symbol.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    /// Where each symbol's row begins in `words`.
    rows: Vec<u32>,
    /// The rows, each a bit set of columns and the columns that are not empty.
    words: Vec<u64>,
    /// Words of a bit set of columns.
    header: usize,
}

impl Masks {
    /// Adds the row of the next symbol.
    pub(crate) fn push(&mut self, columns: &[u64]) {
        self.header = columns.len().div_ceil(64);
        let row = self.words.len();
        self.rows.push(row as u32);
        self.words.resize(row + self.header, 0);
        for (column, &mask) in columns.iter().enumerate() {
            if mask != 0 {
                self.words[row + column / 64] |= 1 << (column % 64);
                self.words.push(mask);
            }
        }
    }

    /// The positions of one column.
    #[inline]
    pub(crate) fn column(&self, symbol: u32, column: u32) -> u64 {
        let row = self.rows[symbol as usize] as usize;
        let (word, bit) = (column as usize / 64, column % 64);
        let filled = self.words[row + word];
        if filled >> bit & 1 == 0 {
            return 0;
        }
        let mut before = (filled & ((1 << bit) - 1)).count_ones();
        for &word in &self.words[row..row + word] {
            before += word.count_ones();
        }
        self.words[row + self.header + before as usize]
    }

    /// The positions of the columns of one group.
    #[inline]
    pub(crate) fn row<const W: usize>(&self, symbol: u32, column: u32) -> [u64; W] {
        std::array::from_fn(|word| self.column(symbol, column + word as u32))
    }

    /// Whether an edge with the symbol may stand in any of these positions.
    #[inline]
    pub(crate) fn meets(&self, symbol: u32, column: u32, bits: &[u64]) -> bool {
        bits.iter().zip(column..).any(|(bits, column)| self.column(symbol, column) & bits != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Masks;

    #[test]
    fn sparse_rows_read_as_they_were_written() {
        let mut masks = Masks::default();
        let rows: Vec<Vec<u64>> = (0..5u64)
            .map(|row| {
                (0..150u64)
                    .map(|column| if (row * 7 + column) % 11 == 3 { row * 1000 + column + 1 } else { 0 })
                    .collect()
            })
            .collect();
        rows.iter().for_each(|row| masks.push(row));
        for (symbol, row) in rows.iter().enumerate() {
            for (column, &mask) in row.iter().enumerate() {
                assert_eq!(masks.column(symbol as u32, column as u32), mask);
            }
        }
        assert_eq!(masks.row::<2>(1, 6), [rows[1][6], rows[1][7]]);
    }
}
