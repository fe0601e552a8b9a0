/** An address in the module's memory, in bytes. */
export type Address = number;

/** What the WebAssembly module exports; each function is explained beside its source in `assembly/`. */
export interface KernelExports {
  heapBase(): Address;

  philoxFill(
    out: Address,
    blocks: number,
    k0: number,
    k1: number,
    c0: number,
    c1: number,
    c2: number,
    c3: number,
  ): void;
  uniformFill(words: Address, out: Address, count: number): void;
  normalFill(words: Address, out: Address, count: number): void;
  addNormals(
    rows: Address,
    count: number,
    length: number,
    width: number,
    deviation: number,
    k0: number,
    k1: number,
    item: number,
    words: Address,
    normals: Address,
  ): void;

  exponential(x: number): number;
  exponentials(from: Address, to: Address, count: number): void;
  logarithm(x: number): number;
  power(x: number, y: number): number;
  cosine(x: number): number;
  normalCdf(z: number): number;

  choleskyFactor(a: Address, n: number): number;
  smallestEigenvalue(a: Address, n: number, scratch: Address): number;
  orthonormaliseRows(matrix: Address, rows: number, n: number): number;
  multiplyLower(lower: Address, n: number, z: Address, out: Address): void;

  activationThresholds(
    z: Address,
    n: number,
    decay: number,
    rate: number,
    active: number,
    p: Address,
    thresholds: Address,
  ): number;
  drawSample(
    thresholds: Address,
    blocks: number,
    low: number,
    high: number,
    activeKey0: number,
    activeKey1: number,
    strengthKey0: number,
    strengthKey1: number,
    words: Address,
    indices: Address,
    values: Address,
  ): number;
  otherStrengths(
    kind: number,
    indices: Address,
    count: number,
    low: number,
    high: number,
    key0: number,
    key1: number,
    words: Address,
    normals: Address,
    values: Address,
  ): void;

  multiply(
    a: Address,
    lda: number,
    b: Address,
    out: Address,
    ldo: number,
    m: number,
    depth: number,
    panels: number,
  ): void;
  multiplyFused: KernelExports["multiply"];
  encodeScreened(
    x: Address,
    samples: number,
    width: number,
    encoder: Address,
    packed: Address,
    bias: Address,
    elements: number,
    codes: Address,
    hits: Address,
    again: boolean,
  ): number;
  encodeScreenedFused: KernelExports["encodeScreened"];
  screeningBytes(samples: number, width: number, elements: number): number;
  listScreened(
    codes: Address,
    hits: Address,
    samples: number,
    elements: number,
    offsets: Address,
    indices: Address,
    values: Address,
  ): void;
  packColumns(matrix: Address, out: Address, rows: number, panels: number): void;
  packRows(rows: Address, out: Address, panels: number, columns: number): void;
  transpose(from: Address, to: Address, rows: number, columns: number): void;

  combineRows(
    offsets: Address,
    indices: Address,
    values: Address,
    samples: number,
    packed: Address,
    count: number,
    width: number,
    out: Address,
  ): void;

  activate(codes: Address, bias: Address, samples: number, width: number): number;
  activateAbove(codes: Address, bias: Address, thresholds: Address, samples: number, width: number): number;
  keepLargest(codes: Address, count: number, k: number): number;
  smallestActive(codes: Address, count: number): number;
  columnTotals(
    codes: Address,
    gradients: Address,
    samples: number,
    width: number,
    counts: Address,
    sums: Address,
  ): void;
  listActive(codes: Address, samples: number, width: number, offsets: Address, indices: Address, values: Address): void;
  transposeCodes(
    offsets: Address,
    indices: Address,
    values: Address,
    gradients: Address,
    samples: number,
    elements: number,
    starts: Address,
    outSamples: Address,
    outValues: Address,
    outGradients: Address,
    cursors: Address,
  ): void;
  l1Rows(codes: Address, samples: number, width: number): number;

  residual(
    reconstruction: Address,
    x: Address,
    samples: number,
    width: number,
    scale: number,
    gradient: Address,
  ): number;
  addInto(into: Address, from: Address, bytes: number): void;

  gradientOfCodesSparse(
    offsets: Address,
    indices: Address,
    samples: number,
    error: Address,
    dictionary: Address,
    elements: number,
    width: number,
    penalty: number,
    gradients: Address,
    cursor: Address,
  ): void;
  gradientOfCodesDense(
    codes: Address,
    samples: number,
    elements: number,
    error: Address,
    dictionary: Address,
    width: number,
    penalty: number,
    gradients: Address,
  ): void;
  gradientOfCodesDenseFused: KernelExports["gradientOfCodesDense"];
  combineRowsFused: KernelExports["combineRows"];
  packStretches(rows: Address, count: number, width: number, out: Address): void;
  updateSparse(shard: Address): void;
  updateSparseFused: KernelExports["updateSparse"];
  updateDense(shard: Address): void;

  thresholdWindow(
    pre: Address,
    thresholds: Address,
    samples: number,
    width: number,
    bandwidth: number,
    window: Address,
  ): void;
  thresholdGradients(
    starts: Address,
    sums: Address,
    thresholds: Address,
    elements: number,
    bandwidth: number,
    penalty: number,
    out: Address,
  ): void;
  gate(
    products: Address,
    gateBias: Address,
    scale: Address,
    magnitudeBias: Address,
    samples: number,
    width: number,
    codes: Address,
    open: Address,
  ): number;
  magnitudeGradients(
    starts: Address,
    samples: Address,
    gradients: Address,
    products: Address,
    elements: number,
    scale: Address,
    scaled: Address,
    byBias: Address,
    byScale: Address,
  ): void;
  deadCodes(
    pre: Address,
    lastActive: Address,
    step: number,
    window: number,
    samples: number,
    width: number,
    codes: Address,
  ): void;
  auxiliaryError(
    reconstruction: Address,
    error: Address,
    bytes: number,
    scale: number,
    coefficient: number,
    out: Address,
  ): void;

  subtractRow(from: Address, row: Address, count: number, width: number, to: Address): void;
  addRow(rows: Address, row: Address, count: number, width: number): void;
  sumRows(rows: Address, count: number, width: number, out: Address): void;
  subtractWeighted(out: Address, weights: Address, rows: Address, count: number, width: number): void;
  sumLists(starts: Address, values: Address, lists: number, out: Address): void;
  markActive(starts: Address, lists: number, lastActive: Address, step: number): void;

  adamRow(shard: Address, weights: Address, first: Address, second: Address, gradient: Address, bytes: number): void;
  projectRows(gradients: Address, dictionary: Address, inverseNorms: Address, elements: number, width: number): void;
  normaliseRows(rows: Address, unit: Address, inverseNorms: Address, elements: number, width: number): void;
  normaliseRow(row: Address, unit: Address, width: number): number;
  rowMaxima(
    block: Address,
    stride: number,
    rows: number,
    columns: number,
    first: number,
    maxima: Address,
    indices: Address,
  ): void;
  rowCosines(a: Address, b: Address, rows: number, width: number): number;
}
