/** Rows of `width` divided by their norms in float64, then rounded to float32. A zero row stays zero. */
export function unitRows(rows: Float64Array, width: number): Float32Array {
  const unit = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += width) {
    let square = 0;
    for (let k = from; k < from + width; k++) square += (rows[k] ?? 0) * (rows[k] ?? 0);
    const norm = Math.sqrt(square) || 1;
    for (let k = from; k < from + width; k++) unit[k] = (rows[k] ?? 0) / norm;
  }
  return unit;
}
