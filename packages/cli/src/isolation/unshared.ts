import type { Isolation } from "./isolation.ts";

/** Empties the folders in which people's files and the sockets of services lie. Node, the one folder and the lookup of names stay visible. */
const HIDE = `
hide() {
  case "$2/" in
    "$1"/*)
      mount --bind "$2" "$3"
      mount -t tmpfs -o mode=755 none "$1"
      mkdir -p "$2"
      mount --bind "$3" "$2"
      umount "$3" ;;
    *) mount -t tmpfs -o mode=755 none "$1" ;;
  esac
}
hide /tmp "$place" /sys
mkdir -p "$place/stage"
[ ! -d "$home" ] || hide "$home" "$node" "$place/stage"
resolver=/run/systemd/resolve
[ -d "$resolver" ] || resolver=
[ ! -d /run ] || hide /run "$resolver" "$place/stage"
mount --rbind /dev "$place/stage"
mount -t tmpfs -o mode=755 none /dev
for name in null zero full random urandom; do
  touch "/dev/$name"
  mount --bind "$place/stage/$name" "/dev/$name"
done
umount -l "$place/stage"
mkdir /dev/shm
ln -s /proc/self/fd /dev/fd
`;

/** Makes every mounted file system read-only, but for the one folder; and the settings of the system, which belong to root. */
const READ_ONLY = `
mount --bind "$place" "$place"
for name in sys sysrq-trigger irq bus; do
  mount --bind "/proc/$name" "/proc/$name" 2>/dev/null || true
done
while read -r _ at _; do
  case "$at" in
    "$place"|/proc|/dev|/dev/*) ;;
    *) mount -o remount,bind,ro,nosuid,nodev "$at" 2>/dev/null || true ;;
  esac
done < /proc/self/mounts
`;

/** The command runs in a second namespace: in the first one it could undo all this. */
const script = (more: string): string =>
  `set -e; home=$1; node=$2; place=$3; shift 3\n${HIDE}${more}cd "$PWD"\nexec unshare --user --map-root-user --mount -- "$@"`;

const unsharedWith = (options: readonly string[], readOnly: boolean): Isolation => ({
  name: "unshare",
  words: `unshare: no network, no home folder, ${readOnly ? "nothing else can be written" : "but your other files can be changed"}`,
  readOnly,
  command: (words, { place, home, node, network }) => {
    const own = ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child"];
    const apart = [...own, ...options, ...(network ? [] : ["--net"])];
    return [
      "unshare",
      ...apart,
      "--",
      "sh",
      "-c",
      script(readOnly ? READ_ONLY : ""),
      "sh",
      home,
      node,
      place,
      ...words,
    ];
  },
});

/**
 * Namespaces of the system, for where bubblewrap is not installed. Some containers do not allow the first, which hides other processes too,
 * or the second.
 */
export const unshared: readonly Isolation[] = [
  unsharedWith(["--mount-proc"], true),
  unsharedWith([], true),
  unsharedWith([], false),
];
