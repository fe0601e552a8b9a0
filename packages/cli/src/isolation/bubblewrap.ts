import { existsSync, realpathSync } from "node:fs";
import type { Isolation, Reach } from "./isolation.ts";

/** Names servers are looked up with; on many systems a link into a folder that is hidden. */
const RESOLVER = "/etc/resolv.conf";

/** Folders in which people's files and the sockets of services lie. */
const hidden = ({ home }: Reach): readonly string[] =>
  [...new Set(["/tmp", "/run", "/home", "/root", home])].filter((folder) => existsSync(folder));

/** Everything is read-only, home and temporary folders are empty, processes and the network are its own. */
export const bubblewrap: Isolation = {
  name: "bubblewrap",
  words: "bubblewrap: no network, no home folder, nothing else can be written",
  readOnly: true,
  command: (words, reach) => {
    const { place, node, network } = reach;
    const own = [
      "--die-with-parent",
      "--new-session",
      "--unshare-all",
      "--cap-drop",
      "ALL",
      ...(network ? ["--share-net"] : []),
    ];
    const system = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"];
    // Root may write these even without its rights over the system.
    const settings = ["sys", "sysrq-trigger"].flatMap((name) => ["--ro-bind-try", `/proc/${name}`, `/proc/${name}`]);
    const empty = hidden(reach).flatMap((folder) => ["--tmpfs", folder]);
    const lookups = network ? ["--ro-bind-try", resolver(), resolver()] : [];
    const visible = ["--ro-bind-try", node, node, ...lookups, "--bind", place, place];
    return ["bwrap", ...own, ...system, ...settings, ...empty, ...visible, "--", ...words];
  },
};

function resolver(): string {
  try {
    return realpathSync(RESOLVER);
  } catch {
    return RESOLVER;
  }
}
