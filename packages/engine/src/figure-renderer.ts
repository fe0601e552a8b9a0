/** What drawing a figure needs from the host. */
export interface FigureRenderer {
  /** A new empty document, as a browser has one. */
  readonly document: () => unknown;
  /** An SVG as PNG bytes of so many pixels per inch, 192 by default, with the metadata of the SVG. */
  readonly rasterise: (svg: string, dpi?: number) => Uint8Array;
  /** An SVG as PDF bytes, with the metadata of the SVG. */
  readonly pdf: (svg: string) => Promise<Uint8Array>;
}
