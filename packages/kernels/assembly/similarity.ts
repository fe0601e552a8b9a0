// Cosine similarity between sets of unit rows, in blocks, so that memory does not grow with the product of the sizes.
import { dotRows } from "./reduce";

/** maxima[i] = max(maxima[i], block[i, 0 … columns)); block rows are `stride` bytes apart. Ties keep the lower column. */
export function rowMaxima(block: usize, stride: usize, rows: usize, columns: usize, first: u32, maxima: usize, arguments_: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    let best = load<f32>(maxima + i * 4);
    let at = load<u32>(arguments_ + i * 4);
    const row = block + i * stride;
    for (let j: usize = 0; j < columns; j++) {
      const value = load<f32>(row + j * 4);
      if (value > best) {
        best = value;
        at = first + <u32>j;
      }
    }
    store<f32>(maxima + i * 4, best);
    store<u32>(arguments_ + i * 4, at);
  }
}

/** Σ over rows of a[i] · b[i], rows in order in float64: the mean cosine between two states of one dictionary. */
export function rowCosines(a: usize, b: usize, rows: usize, width: usize): f64 {
  let total: f64 = 0;
  for (let i: usize = 0; i < rows; i++) total += <f64>dotRows(a + i * width, b + i * width, width);
  return total;
}
