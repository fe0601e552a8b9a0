import { type Axis } from "./experiment.ts";
import { channels } from "./figure-columns.ts";
import { type FigureSpec } from "./figure.ts";

const names = (figure: FigureSpec, { name }: Axis): boolean =>
  channels.some((channel) => figure[channel] === name) || figure.where?.[name] !== undefined;

/**
 * Figures that say nothing of a reading are drawn of the first: the mean over readings would be that of no experiment. Their caption
 * says so.
 */
export function ofFirstReading(figures: readonly FigureSpec[], readings: readonly Axis[]): FigureSpec[] {
  return figures.map((figure) => {
    const silent = readings.filter((axis) => axis.points.length > 1 && !names(figure, axis));
    if (silent.length === 0) return figure;
    const first = silent.map(({ name, points }) => [name, points[0]?.label ?? ""] as const);
    const sentence = `Of the reading ${first.map((part) => part.join(" ")).join(", ")}.`;
    const where = { ...figure.where, ...Object.fromEntries(first.map(([name, label]) => [name, [label]])) };
    const caption = figure.caption === undefined ? sentence : `${figure.caption} ${sentence}`;
    return { ...figure, where, caption };
  });
}
