#!/usr/bin/env node
import { program } from "./program.ts";
import { terminalOf } from "./text/terminal.ts";

const { argv, env, execArgv, stderr, stdout } = process;

// A reader that has seen enough (`exp help | head`), or a terminal that is gone, is no error.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

process.exitCode = await program({
  argv: argv.slice(2),
  env,
  started: { nodeOptions: execArgv, script: argv[1] ?? "", directory: process.cwd() },
  out: terminalOf(stdout, env),
  err: terminalOf(stderr, env),
});
