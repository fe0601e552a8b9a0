/** Columns of a history that are drawn on a logarithmic axis. */
const LOGARITHMIC = new Set(["step", "loss.reconstruction", "loss.total", "l1.norm", "l1.penalty", "l0"]);

/** The scale on which a column of a history is drawn, unless a figure says otherwise. */
export const historyScale = (name: string): "linear" | "log" => (LOGARITHMIC.has(name) ? "log" : "linear");
