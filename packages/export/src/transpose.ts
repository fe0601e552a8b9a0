/** The transpose `[columns, rows]` of a matrix `[rows, columns]`. */
export function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = matrix[i * columns + j] ?? 0;
  }
  return turned;
}
