import type { Lines, Terminal } from "../text/terminal.ts";
import { paintFor } from "../text/paint.ts";
import { liveLines, summaryLine } from "./progress-lines.ts";
import type { Snapshot } from "./progress.ts";

/** Milliseconds between two pictures on a terminal, and between two lines elsewhere. */
const REDRAW = 100;
const PLAIN = 5000;

/** Shows a run while it goes on: lines drawn over on a terminal, one line every few seconds elsewhere. */
export class Reporter {
  readonly #terminal: Terminal;
  readonly #timer: NodeJS.Timeout;
  readonly #snapshot: () => Snapshot;
  #drawn = 0;
  #lastSummary = "";

  constructor(terminal: Terminal, snapshot: () => Snapshot) {
    this.#terminal = terminal;
    this.#snapshot = snapshot;
    this.#timer = setInterval(() => this.#tick(), terminal.live ? REDRAW : PLAIN);
    this.#timer.unref();
  }

  /** Prints lines that stay, above the live lines. */
  say(lines: Lines): void {
    this.#terminal.redraw(this.#above(), lines);
    if (this.#terminal.live) this.#draw();
  }

  /** Ends the display: what was drawn over is gone; lines that stay end with how far it came. */
  close(): void {
    clearInterval(this.#timer);
    if (this.#terminal.live) this.#terminal.redraw(this.#above(), []);
    else if (this.#lastSummary !== "") this.#tick();
  }

  #tick(): void {
    if (this.#terminal.live) {
      this.#draw();
      return;
    }
    const line = summaryLine(this.#snapshot());
    if (line !== this.#lastSummary) this.#terminal.print(line);
    this.#lastSummary = line;
  }

  #draw(): void {
    const lines = liveLines(this.#snapshot(), this.#terminal.columns() - 1, paintFor(this.#terminal.color));
    this.#terminal.redraw(this.#above(), lines);
    this.#drawn = lines.length;
  }

  /** How many live lines stand there, which whatever comes next is drawn over. */
  #above(): number {
    const drawn = this.#drawn;
    this.#drawn = 0;
    return drawn;
  }
}
