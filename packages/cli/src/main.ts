#!/usr/bin/env node
import { loadIssue, refuse, tooFewAddresses } from "./loading.ts";

// Nothing else is loaded before a failure of loading has a way to be told: limits of the system are met here first.
const tooFew = tooFewAddresses();
if (tooFew === undefined) {
  try {
    const { start } = await import("./start.ts");
    await start(process);
  } catch (error) {
    refuse(process, loadIssue(error));
  }
} else refuse(process, tooFew);
