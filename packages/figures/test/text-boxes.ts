// Where the text of a drawn figure stands, so that tests can tell whether it is cut off or touches other text.
import { parseHTML } from "linkedom";
import { textWidth } from "../src/text-width.ts";

/** A text of a figure and the box that it fills, in the figure's pixels. */
export interface TextBox {
  readonly text: string;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** In degrees. */
  readonly turn: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly turn: number;
  readonly size: number;
  readonly anchor: string;
}

/** As much of an element as is read here. */
interface Element {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly children: Iterable<Element>;
  getAttribute(name: string): string | null;
}

const ANCHORS: Readonly<Record<string, number>> = { start: 0, middle: -0.5, end: -1 };
/** How far letters rise above their line and reach below it, as shares of the font size. */
const [RISE, FALL] = [0.72, 0.2];

function within(element: Element, around: Place): Place {
  const transform = element.getAttribute("transform") ?? "";
  const [, dx = "0", dy = "0"] = /translate\(([-\d.]+),([-\d.]+)\)/u.exec(transform) ?? [];
  const [, turn = "0"] = /rotate\(([-\d.]+)\)/u.exec(transform) ?? [];
  return {
    x: around.x + Number(dx),
    y: around.y + Number(dy),
    turn: around.turn + Number(turn),
    size: Number(element.getAttribute("font-size") ?? around.size),
    anchor: element.getAttribute("text-anchor") ?? around.anchor,
  };
}

const length = (value: string | null, size: number): number =>
  value?.endsWith("em") === true ? Number(value.slice(0, -2)) * size : Number(value ?? 0);

function boxOf(element: Element, place: Place): TextBox {
  const text = element.textContent ?? "";
  const { size, turn } = place;
  const width = textWidth(text, size);
  const left = length(element.getAttribute("x"), size) + (ANCHORS[place.anchor] ?? 0) * width;
  const line = length(element.getAttribute("y"), size);
  const angle = (turn * Math.PI) / 180;
  const corners = [left, left + width].flatMap((x) =>
    [line - RISE * size, line + FALL * size].map((y) => [
      place.x + x * Math.cos(angle) - y * Math.sin(angle),
      place.y + x * Math.sin(angle) + y * Math.cos(angle),
    ]),
  );
  const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis] ?? 0));
  return { text, turn, x: spanOf(xs ?? []), y: spanOf(ys ?? []) };
}

const spanOf = (numbers: readonly number[]): readonly [number, number] => [Math.min(...numbers), Math.max(...numbers)];

function* boxesIn(element: Element, around: Place): Generator<TextBox> {
  const place = within(element, around);
  if (element.tagName.toLowerCase() === "text" && element.textContent !== "") yield boxOf(element, place);
  for (const child of element.children) yield* boxesIn(child, place);
}

/** The size of a figure, and every text in it. */
export function textBoxes(svg: string): {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly TextBox[];
} {
  const root = parseHTML(`<html><body>${svg}</body></html>`).document.querySelector("svg") as unknown as Element;
  const boxes = [...boxesIn(root, { x: 0, y: 0, turn: 0, size: 10, anchor: "start" })];
  return { width: Number(root.getAttribute("width")), height: Number(root.getAttribute("height")), boxes };
}
