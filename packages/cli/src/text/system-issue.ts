import type { Issue } from "@goldilocks/diagnostics";
import type { CliCode } from "../error.ts";
import { loadIssue } from "../loading.ts";

const FULL = new Set(["EDQUOT", "EFBIG", "ENOSPC", "EROFS"]);
const FILES = new Set(["EMFILE", "ENFILE"]);
const MEMORY = new Set(["EAGAIN", "ENOMEM", "ERR_WORKER_INIT_FAILED", "ERR_WORKER_OUT_OF_MEMORY"]);
const UNLOADED = new Set(["ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);

const issue = (code: CliCode, message: string, hint: string): Issue => ({ code, message, hint });

/** What the system refused, from an error of the system or of Node.js; undefined for any other error. */
export function systemIssue(error: Error): Issue | undefined {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const syscall = "syscall" in error ? String(error.syscall) : "";
  const { message } = error;
  if (syscall === "uv_cwd")
    return issue("CLI_NO_FOLDER", "the folder that this was started in is gone", "change to a folder that is there");
  if (FILES.has(code))
    return issue(
      "CLI_TOO_MANY_FILES",
      message,
      "raise the limit on open files (ulimit -n 4096), or use fewer --workers",
    );
  if (MEMORY.has(code))
    return issue(
      "CLI_TOO_LITTLE_MEMORY",
      `the system gives no more memory or threads: ${message}`,
      "use fewer --workers, or raise the limits on memory and processes (ulimit -v, ulimit -u)",
    );
  if (UNLOADED.has(code)) return loadIssue(error);
  if (syscall === "") return undefined;
  if (FULL.has(code))
    return issue("CLI_CANNOT_WRITE", message, "free some space, make it writable, or raise the limit (ulimit -f)");
  return issue("CLI_SYSTEM_REFUSED", message, "check what the message names, then run the same command again");
}
