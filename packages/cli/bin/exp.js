#!/usr/bin/env node
// Not in dist/, so that a package manager can link it before the first build.
await import("../dist/main.js");
