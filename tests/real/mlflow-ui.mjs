// What a researcher sees: `exp mlflow`, two experiments, and MLflow's own pages in headless Chromium.
// GOLDILOCKS_SCREENSHOTS names a folder that keeps a picture of each page.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { freshFolder, ROOT, run } from "./exp.mjs";
import { mlflowPython } from "./mlflow-server.mjs";

const MAIN = join(ROOT, "packages/cli/dist/main.js");
const CELLS = 15;
/** Milliseconds that a page may take on a busy machine. */
const PATIENCE = 120_000;

/** Runs `exp` in a place of its own; gives everything it printed. */
const expIn = (folder, env) => (words) =>
  run(process.execPath, [MAIN, ...words], {
    cwd: folder,
    env: { ...env, GOLDILOCKS_STORE: join(folder, "store"), INIT_CWD: folder, MLFLOW_TRACKING_URI: "" },
  });

/** A page that has settled, with the assistant's panel closed, which would take a quarter of it. */
async function visit(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1300 } });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(url, { waitUntil: "load" });
  const assistant = page.getByText("MLflow Assistant");
  await assistant.waitFor({ timeout: 20_000 }).catch(() => {});
  if (await assistant.isVisible()) await page.getByLabel(/close/iu).last().click();
  return page;
}

async function keep(page, name) {
  const folder = process.env.GOLDILOCKS_SCREENSHOTS;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** What Plotly has drawn on a page: the kind of each trace and how many points it has. */
const drawn = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".js-plotly-plot")].flatMap((plot) =>
      plot.data.map(({ type, x, z }) => ({ type, points: (z ?? x ?? []).length })),
    ),
  );

async function runList(browser, address, experimentId) {
  const page = await visit(browser, `${address}/#/experiments/${experimentId}/runs?workflowType=machine_learning`);
  await page.getByText(`${CELLS + 1} matching runs`).waitFor();
  await page.getByRole("link", { name: "toy-fig3", exact: true }).first().waitFor();
  await page.getByRole("link", { name: "l1Coefficient 0.1, dictSize ½×" }).first().waitFor();
  await keep(page, "run-list");
  await page.close();
}

async function presetView(browser, link) {
  const page = await visit(browser, link);
  await page.getByText("axis.log10.sae.l1Coefficient vs. axis.log10.sae.dictSize vs. mmcs.truth").first().waitFor();
  await page.waitForFunction(
    (cells) =>
      [...document.querySelectorAll(".js-plotly-plot")].some((plot) =>
        plot.data?.some(({ type, z }) => type === "contour" && z?.length === cells),
      ),
    CELLS,
  );
  assert.ok(await page.locator(".js-plotly-plot .contourlayer path").count(), "the contour has no lines");
  await page.getByText("Parallel Coordinates").first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".js-plotly-plot .scatterlayer .point").length >= 15);
  // The grid loads its pictures when they come into sight.
  await page
    .getByText("figures/figure3")
    .first()
    .evaluate((title) => title.scrollIntoView({ block: "start" }));
  await page.waitForFunction(() =>
    [...document.images].some(
      ({ complete, naturalWidth, src }) => complete && naturalWidth > 500 && /^blob:|figures/u.test(src),
    ),
  );
  await keep(page, "preset-view-figure");
  await page
    .getByText("axis.log10.sae.l1Coefficient vs.")
    .first()
    .evaluate((title) => title.scrollIntoView({ block: "center" }));
  await page.locator(".contourlayer path").first().waitFor();
  await keep(page, "preset-view");
  const traces = await drawn(page);
  await page.close();
  return traces;
}

async function figuresCompared(browser, link) {
  const page = await visit(browser, link);
  await page.getByText("Comparing 2 Runs from 2 Experiments").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".js-plotly-plot")?.data?.[0]?.type === "parcoords");
  const text = await page.evaluate(() => document.body.innerText);
  for (const name of ["toy-fig3+smoke", "real-tiny", "plan/cells", "data.activationDim"])
    assert.ok(text.includes(name), name);
  await keep(page, "figures-compared");
  await page.close();
}

/** Without being told, the page of cells takes the two axes of the grid for its contour. */
async function cellsCompared(browser, link) {
  const page = await visit(browser, link);
  await page.getByText("Contour Plot").first().click();
  await page.waitForFunction(
    (cells) =>
      [...document.querySelectorAll(".js-plotly-plot")].some(
        ({ data, layout }) =>
          data?.[0]?.type === "contour" &&
          data[0].x.length === cells &&
          JSON.stringify(layout.xaxis.title).includes("axis.log10.sae.dictSize") &&
          JSON.stringify(layout.yaxis.title).includes("axis.log10.sae.l1Coefficient"),
      ),
    CELLS,
  );
  await keep(page, "cells-compared");
  await page.close();
}

async function artifacts(browser, address, { experimentId, runId }) {
  const at = (path) =>
    `${address}/#/experiments/${experimentId}/runs/${runId}/artifacts/${path}?workflowType=machine_learning`;
  const figure = await visit(browser, at("figures/figure3.html"));
  const inside = figure.frameLocator("iframe");
  await inside.locator("svg text", { hasText: "MMCS to truth, by dictionary size" }).first().waitFor();
  await inside.getByText("Run it again").first().waitFor();
  await keep(figure, "artifact-figure");
  await figure.close();
  const table = await visit(browser, at("cells.json"));
  await table.getByText("View as table").first().waitFor();
  for (const name of ["sae/l1Coefficient", "sae/dictSize", "mmcs/truth"])
    await table.getByText(name, { exact: true }).first().waitFor();
  const text = await table.evaluate(() => document.body.innerText);
  for (const value of ["0.316228", "3.16228", "128"]) assert.ok(text.includes(value), `the table shows no ${value}`);
  await keep(table, "artifact-table");
  await table.close();
}

const jsonIn = (text) => JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));

/** Everything from an empty folder to MLflow's pages, and back from a run that is seen there to its figure. */
export async function mlflowUi() {
  const folder = await freshFolder();
  const exp = expIn(folder, { GOLDILOCKS_MLFLOW_PYTHON: await mlflowPython() });
  const { address } = jsonIn(await exp(["mlflow", "--detach", "--no-open", "--json"]));
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    const printed = await exp([join(ROOT, "experiments/toy-fig3.yaml"), "--profile", "smoke"]);
    await exp([join(ROOT, "tests/real/tiny.yaml")]);
    await exp(["sync"]);
    const link = /http\S+viewStateShareKey=\S+/u.exec(printed)?.[0] ?? "";
    assert.ok(link.startsWith(address), `no link to a view in what exp printed:\n${printed.slice(-500)}`);
    const { found } = jsonIn(await exp(["list", "--json", "--kind", "figure"]));
    const hashes = found.filter(({ kind }) => kind === "figure").map(({ hash }) => hash);
    const compared = jsonIn(await exp(["compare", ...hashes, "--json"]));
    const fig3 = compared.runs.find(({ name }) => name === "toy-fig3");
    await runList(browser, address, fig3.experimentId);
    const traces = await presetView(browser, link);
    await figuresCompared(browser, compared.page);
    await cellsCompared(browser, await pageOfCells(exp, address, fig3));
    await artifacts(browser, address, fig3);
    const shown = jsonIn(await exp(["show", "--mlflow", fig3.runId, "--json"]));
    assert.ok(hashes.includes(shown.key), "the run does not lead back to its figure");
    await exp(["rerun", `mlflow:${fig3.runId}`, "--quiet"]);
    return `${traces.length} traces in the view of ${CELLS} cells; comparison, figure, table and the way back hold`;
  } finally {
    await browser.close();
    await exp(["mlflow", "--stop"]);
  }
}

/** The comparison of all cells of a plan, named by their runs. */
async function pageOfCells(exp, address, { experimentId }) {
  const response = await fetch(`${address}/api/2.0/mlflow/runs/search`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      experiment_ids: [experimentId],
      filter: "tags.`goldilocks.kind` = 'cell'",
      max_results: 100,
    }),
  });
  const { runs } = await response.json();
  assert.equal(runs.length, CELLS);
  return jsonIn(await exp(["compare", ...runs.map(({ info }) => `mlflow:${info.run_id}`), "--json"])).page;
}
