// The public face of the WebAssembly module: every exported kernel, by the file that explains it.
export { philoxFill, uniformFill, normalFill, addNormals } from "./random";
export { exponential, exponentials, logarithm, power, cosine, normalCdf } from "./special";
export { choleskyFactor, smallestEigenvalue, orthonormaliseRows, multiplyLower } from "./linear-algebra";
export { activationThresholds, drawSample, otherStrengths } from "./toy-data";
export { multiply, multiplyFused, packColumns, packRows, transpose } from "./matrix-product";
export { encodeScreened, encodeScreenedFused, listScreened, screeningBytes, screenedSums } from "./screened-product";
export { combineRows, combineRowsFused, packStretches } from "./sparse-rows";
export { activate, activateAbove, columnTotals, listActive, transposeCodes, l1Rows } from "./codes";
export { residual, addInto } from "./residual";
export { gradientOfCodesSparse, gradientOfCodesDense, gradientOfCodesDenseFused, scratch } from "./gradient-of-codes";
export { reduceScratch } from "./reduce";
export { updateSparse, updateSparseFused, updateDense, adamRow, normaliseRow, normaliseRows, projectRows } from "./update";
export { keepLargest, smallestActive } from "./select";
export { thresholdWindow, thresholdGradients, gate, magnitudeGradients, deadCodes, auxiliaryError } from "./forms";
export { subtractRow, addRow, sumRows, subtractWeighted, sumLists, markActive } from "./rows";
export { rowMaxima, rowCosines } from "./similarity";

/** First address after the module's own constants. */
export function heapBase(): usize {
  return __heap_base;
}
