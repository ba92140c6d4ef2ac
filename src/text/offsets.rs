//! Byte offsets to code point indices.

/// How many bytes lie between two checkpoints.
const STEP: usize = 256;

/// Turns byte offsets of a text into indices of code points, which is what users of the records see.
///
/// An ASCII text costs one check; any other text one count of its bytes, and each offset one count of at most 255 bytes.
///
/// ```
/// # use reportedly::text::CodePoints;
/// let points = CodePoints::new("“Yes,” she said.");
/// assert_eq!(points.index(3), 1);
/// ```
#[derive(Clone, Debug)]
pub struct CodePoints<'t> {
    bytes: &'t [u8],
    /// Code points before each multiple of [`STEP`]; empty for ASCII.
    before: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    /// Prepares a text.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        if bytes.is_ascii() {
            return CodePoints { bytes, before: Vec::new() };
        }
        let mut before = Vec::with_capacity(bytes.len() / STEP + 1);
        let mut points = 0;
        for chunk in bytes.chunks(STEP) {
            before.push(points);
            points += starts(chunk);
        }
        CodePoints { bytes, before }
    }

    /// How many code points begin before this byte. Offsets beyond the end count as the end.
    pub fn index(&self, byte: u32) -> u32 {
        let byte = (byte as usize).min(self.bytes.len());
        if self.before.is_empty() {
            return byte as u32;
        }
        let chunk = (byte / STEP).min(self.before.len() - 1);
        self.before[chunk] + starts(&self.bytes[chunk * STEP..byte])
    }

    /// Code points of the whole text.
    pub fn len(&self) -> u32 {
        self.index(u32::MAX)
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Bytes that begin a code point.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(byte as i8 >= -0x40)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_counts_of_characters() {
        for text in ["", "plain", "“é”", "a\u{1f600}b", &"x“é😀".repeat(300), &"abc".repeat(300)] {
            let points = CodePoints::new(text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(points.index(byte as u32), index as u32);
            }
            assert_eq!(points.len() as usize, text.chars().count());
            assert_eq!(points.index(text.len() as u32), points.len());
            assert_eq!(points.is_empty(), text.is_empty());
        }
    }
}
