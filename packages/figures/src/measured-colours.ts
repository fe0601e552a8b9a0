import type { ColourBar } from "./colour-bar.ts";
import { colourScale } from "./colour-scale.ts";
import { extent } from "./extent.ts";
import type { Scene } from "./scene.ts";
import { numbersOf, type Statistic } from "./statistic.ts";
import { type Column, findColumn } from "./table.ts";

/** The colour bar of a measured column, chance marked on it without being asked, over what is drawn or the figure's `domain`. */
export function colourBarOf(scene: Scene, column: Column, statistics: readonly Statistic[]): ColourBar {
  const values = statistics.map(({ value }) => value).filter((value) => value !== null);
  const chance = chanceOf(scene, column);
  const scale = colourScale(column, [...values, ...chance], scene.figure.domains?.fill);
  return chance.length === 0 ? { scale } : { scale, chance: extent(chance) };
}

/** Every chance level that belongs to what is drawn. */
export function chanceOf({ table, rows }: Scene, measured: Column): number[] {
  const column = findColumn(table, `${measured.name}.chance`);
  return column === undefined ? [] : numbersOf(column, rows);
}
