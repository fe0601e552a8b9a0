/** Blocks of lines with an empty line between them; those without lines are left out. */
export const apart = (blocks: readonly (readonly string[])[]): readonly string[] =>
  blocks.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : [""].concat(lines)));
