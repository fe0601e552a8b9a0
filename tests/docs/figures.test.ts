import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { opVersions } from "@goldilocks/engine";
import { readFigureMetadata } from "@goldilocks/figures";
import { compile } from "@goldilocks/plan";
import { type Experiment, loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { compared, rerun } from "./console.ts";
import { type Block, Document, updating } from "./markdown.ts";
import { Workplace } from "./workplace.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const keysOf = (experiment: Experiment): readonly (readonly [string, string])[] => {
  const keys = compile(experiment, opVersions).figures;
  return experiment.figures.map(({ name }, index) => [name, keys[index] ?? ""]);
};

const keyIn = (picture: string): string => readFigureMetadata(readFileSync(join(root, "docs/figures", picture))).key;

test("the gallery's pictures are those of docs/gallery.yaml", { timeout: 120_000 }, async () => {
  const experiment = await loadExperiment("docs/gallery.yaml", { read, profile: "smoke" });
  if (updating()) await draw();
  for (const [name, key] of keysOf(experiment)) expect([name, keyIn(`${name}.png`)]).toEqual([name, key]);
});

async function draw(): Promise<void> {
  const workplace = new Workplace();
  await workplace.shell("exp docs/gallery.yaml --profile smoke");
  const { figures } = await loadExperiment("docs/gallery.yaml", { read, profile: "smoke" });
  for (const { name } of figures) {
    copyFileSync(join(workplace.folder, `results/gallery+smoke/${name}.png`), join(root, `docs/figures/${name}.png`));
  }
  workplace.remove();
}

test("each figure that docs/figures.md shows stands in docs/gallery.yaml, word for word", () => {
  const gallery = read("docs/gallery.yaml").replaceAll(/\s+/gu, " ");
  const shown = new Document("docs/figures.md").blocks().filter(({ language }) => language === "yaml");
  expect(shown).toHaveLength(5);
  for (const { text } of shown) expect(gallery).toContain(text.replaceAll(/\s+/gu, " ").trim());
});

test(
  "the README shows the beginning of the experiment, the figure and the hash that the program gives",
  { timeout: 1_800_000 },
  async () => {
    const readme = new Document("README.md");
    const blocks = readme.blocks();
    const yaml = blocks.find(({ language }) => language === "yaml");
    expect(yaml?.text.split("\n").length).toBeGreaterThan(10);
    expect(read("experiments/toy-fig3.yaml").startsWith(yaml?.text.trimEnd() ?? "nothing")).toBe(true);
    if (updating(true)) await rewrite(readme, blocks);
    const [[name, key] = ["", ""]] = keysOf(await loadExperiment("experiments/toy-fig3.yaml", { read }));
    expect(new Document("README.md").text).toContain(`${name}  ${key}`);
    expect(keyIn("toy-fig3.png")).toBe(key);
  },
);

test("the figure at the post's scale has the hash that its page names", () => {
  // Drawing it takes an hour of training, so it stays as it was drawn, also when today's code would give another hash.
  expect(read("docs/post-scale.md")).toContain(`figure3  ${keyIn("toy-fig3-post.png")}`);
});

/** Runs the README's command in a fresh place, twice; takes minutes. */
async function rewrite(readme: Document, blocks: readonly Block[]): Promise<void> {
  const workplace = new Workplace();
  const texts = new Map<Block, string>();
  for (const block of blocks.filter(({ language }) => language === "console")) {
    const text = await rerun(block, (command) => workplace.shell(command.replace(/^npx -y pnpm@10 run /u, "")));
    expect(compared(block, text)).toBeDefined();
    texts.set(block, text);
  }
  readme.replace(texts);
  for (const kind of ["svg", "png"]) {
    copyFileSync(
      join(workplace.folder, `results/toy-fig3/figure3.${kind}`),
      join(root, `docs/figures/toy-fig3.${kind}`),
    );
  }
  workplace.remove();
}
