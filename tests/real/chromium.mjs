import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { digestsOf, exp, freshFolder, ROOT } from "./exp.mjs";

const EXPERIMENT = "tests/real/tiny.yaml";
/** Milliseconds that the page may take. */
const PATIENCE = 240_000;

const PAGE = '<!doctype html><meta charset="utf-8"><script>new Worker("/worker.js", { type: "module" })</script>';

const require = createRequire(import.meta.url);

async function bundle() {
  const build = await rolldown({
    input: join(ROOT, "tests/real/browser/worker.ts"),
    platform: "browser",
    resolve: { conditionNames: ["@goldilocks/source", "browser", "import", "default"] },
    logLevel: "warn",
  });
  const { output } = await build.generate({ format: "es", codeSplitting: false });
  return output[0].code;
}

const bytes = (path, type) => readFile(path).then((content) => [content, type]);

/** Everything the page asks for, by path: content and media type. */
async function files() {
  return {
    "/": [PAGE, "text/html"],
    "/worker.js": [await bundle(), "text/javascript"],
    "/experiment.yaml": await bytes(join(ROOT, EXPERIMENT), "text/plain"),
    "/kernels.wasm": await bytes(join(ROOT, "packages/kernels/wasm/kernels.wasm"), "application/wasm"),
    "/resvg.wasm": await bytes(require.resolve("@resvg/resvg-wasm/index_bg.wasm"), "application/wasm"),
    "/regular.ttf": await bytes(
      require.resolve("@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf"),
      "font/ttf",
    ),
    "/bold.ttf": await bytes(require.resolve("@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf"), "font/ttf"),
  };
}

/** Serves the page until it has reported. */
function serve(served) {
  let reported;
  const report = new Promise((resolve) => {
    reported = resolve;
  });
  const server = createServer((request, response) => {
    if (request.url === "/report") {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => (response.end(), reported(JSON.parse(body))));
      return;
    }
    const [content, type] = served[request.url] ?? [];
    response.writeHead(content === undefined ? 404 : 200, { "content-type": type ?? "text/plain" });
    response.end(content);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({ server, report })));
}

async function open(url, report) {
  const words = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
  const child = spawn("chromium", [...words, `--user-data-dir=${await freshFolder()}`, url], { stdio: "ignore" });
  const ended = new Promise((_, reject) => {
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`chromium ended with ${code} before the page reported`)));
    setTimeout(() => reject(new Error(`the page did not report within ${PATIENCE / 1000} s`)), PATIENCE).unref();
  });
  try {
    return await Promise.race([report, ended]);
  } finally {
    ended.catch(() => {});
    child.kill("SIGKILL");
  }
}

/** Every artifact of a small experiment, figures included, has the same bytes in a page of headless Chromium as here. */
export async function chromium() {
  const here = await digestsOf(await exp([EXPERIMENT, "--quiet", "--workers", "1"]));
  const { server, report } = await serve(await files());
  try {
    const { digests, error } = await open(`http://127.0.0.1:${server.address().port}/`, report);
    if (error !== undefined) throw new Error(`the page failed: ${error}`);
    const missing = here.filter((digest) => !digests.includes(digest));
    if (missing.length > 0)
      throw new Error(`${missing.length} of ${here.length} artifacts have other bits in Chromium`);
    return `${here.length} artifacts, bit for bit the same in a page`;
  } finally {
    server.close();
  }
}
