/** What drawing a figure needs from the host. */
export interface FigureRenderer {
  /** A new empty document, as a browser has one. */
  readonly document: () => unknown;
  /** An SVG as PNG bytes, without metadata. */
  readonly rasterise: (svg: string) => Uint8Array;
}
