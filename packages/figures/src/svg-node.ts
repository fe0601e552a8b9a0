/** A piece of SVG as plain data: built by this package, or copied from what Plot drew. */
export interface SvgNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (SvgNode | string)[];
}

/** One element. */
export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (SvgNode | string)[]
): SvgNode {
  return { name, attributes, children };
}

/** Elements moved by (x, y). */
export function moved(x: number, y: number, ...children: readonly SvgNode[]): SvgNode {
  return svg("g", { transform: `translate(${x},${y})` }, ...children);
}

/** As much of a DOM node as is read here; linkedom's and a browser's both fit. */
export interface DomNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly childNodes: Iterable<DomNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
}

const ELEMENT = 1;
const TEXT = 3;
/** Elements that show nothing of their own: minor ticks have empty labels, empty marks empty groups. */
const CONTAINERS = new Set(["g", "text"]);
/** Style sheets and class names mean nothing outside a browser; every mark carries its look in attributes. */
const DROPPED = new Set(["style", "class"]);

/** Copies what Plot drew out of the document; `undefined` for what a file does not need. */
export function fromDom(node: DomNode): SvgNode | string | undefined {
  if (node.nodeType === TEXT) return node.nodeValue ?? "";
  const name = node.nodeName.toLowerCase() === "clippath" ? "clipPath" : node.nodeName.toLowerCase();
  if (node.nodeType !== ELEMENT || DROPPED.has(name)) return undefined;
  const kept = [...(node.attributes ?? [])].filter((attribute) => !DROPPED.has(attribute.name));
  const children = [...node.childNodes].map(fromDom).filter((child) => child !== undefined);
  if (children.length === 0 && CONTAINERS.has(name)) return undefined;
  return svg(name, Object.fromEntries(kept.map(({ name: key, value }) => [key, value])), ...children);
}
