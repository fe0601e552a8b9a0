import type { Isolation } from "./isolation.ts";

/**
 * Hides the home folder, keeps Node visible in it, and runs the command in a second namespace: in the first one it could take the empty
 * folder away again.
 */
const HIDE = `
set -e
home=$1 node=$2 stage=$3
shift 3
case "$node/" in
  "$home"/*)
    mkdir -p "$stage"
    mount --bind "$node" "$stage"
    mount -t tmpfs none "$home"
    mkdir -p "$node"
    mount --bind "$stage" "$node"
    umount "$stage" ;;
  *) mount -t tmpfs none "$home" ;;
esac
if [ -d /run/user ]; then mount -t tmpfs none /run/user; fi
exec unshare --user --map-root-user --mount -- "$@"
`;

const unsharedWith = (options: readonly string[]): Isolation => ({
  name: "unshare",
  words: "unshare: no network, no home folder",
  command: (words, { place, home, node, network }) => {
    const own = ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child"];
    const apart = [...own, ...options, ...(network ? [] : ["--net"])];
    return ["unshare", ...apart, "--", "sh", "-c", HIDE, "sh", home, node, `${place}/stage`, ...words];
  },
});

/** Namespaces of the system, where bubblewrap is not installed. Some containers do not allow the second, which hides other processes too. */
export const unshared: readonly Isolation[] = [unsharedWith(["--mount-proc"]), unsharedWith([])];
