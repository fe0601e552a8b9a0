import { existsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { inOwnFolder } from "../src/own-folder.ts";

test.skipIf(process.platform === "win32")(
  "nobody else looks into a folder among the machine's temporary ones",
  async () => {
    let made = "";
    const mode = await inOwnFolder(tmpdir(), "goldilocks-own-folder-", (folder) => {
      made = folder;
      return Promise.resolve(statSync(folder).mode & 0o777);
    });
    expect([mode, existsSync(made)]).toEqual([0o700, false]);
  },
);
