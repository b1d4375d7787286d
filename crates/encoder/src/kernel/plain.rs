use super::{COLUMNS, Line, Rows, Word};

/// Rows worked on together, so that a line is read once for all of them.
const ROWS: usize = 4;

/// [`super::Kernel::product`] in pairs, for any processor.
pub(super) fn product(left: Rows, right: &[Line], out: &mut [[i32; COLUMNS]]) {
    let blocks = right.len() / left.words;
    let Rows { all, stride, words } = left;
    for (rows, out) in all.chunks(ROWS * stride).zip(out.chunks_mut(ROWS * blocks)) {
        for (block, lines) in right.chunks_exact(words).enumerate() {
            for (row, out) in rows.chunks(stride).zip(out.chunks_exact_mut(blocks)) {
                out[block] = dot(&row[..words], lines);
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
