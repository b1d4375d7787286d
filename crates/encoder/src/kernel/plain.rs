use super::{COLUMNS, Line, Word};

/// Rows worked on together, so that a line is read once for all of them.
const ROWS: usize = 4;

/// [`super::Kernel::product`] in pairs, for any processor.
pub(super) fn product(left: &[Word], words: usize, right: &[Line], out: &mut [[i32; COLUMNS]]) {
    let blocks = right.len() / words;
    let left = left.chunks(ROWS * words);
    for (left, out) in left.zip(out.chunks_mut(ROWS * blocks)) {
        for (block, lines) in right.chunks_exact(words).enumerate() {
            let rows = left.chunks_exact(words).zip(out.chunks_exact_mut(blocks));
            for (row, out) in rows {
                out[block] = dot(row, lines);
            }
        }
    }
}

fn dot(row: &[Word], lines: &[Line]) -> [i32; COLUMNS] {
    let mut sums = [0; COLUMNS];
    for (word, Line(line)) in row.iter().zip(lines) {
        let (a, b) = pair(*word);
        for (sum, word) in sums.iter_mut().zip(line) {
            let (c, d) = pair(*word);
            *sum += a * c + b * d;
        }
    }
    sums
}

fn pair([a, b, c, d]: Word) -> (i32, i32) {
    (i16::from_le_bytes([a, b]).into(), i16::from_le_bytes([c, d]).into())
}
