import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { production, ROOT } from "./installed.ts";

interface Resolution {
  readonly integrity?: string;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly resolution: Resolution; readonly version?: string }>>;
  readonly importers: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, { specifier: string; version: string }>>>>>
  >;
}

interface Settings {
  readonly onlyBuiltDependencies?: readonly string[];
  readonly neverBuiltDependencies?: readonly string[];
  readonly strictDepBuilds?: boolean;
  readonly dangerouslyAllowAllBuilds?: boolean;
}

const text = (name: string): string => readFileSync(join(ROOT, name), "utf8");
const lockfile = parse(text("pnpm-lock.yaml")) as Lockfile;
const settings = parse(text("pnpm-workspace.yaml")) as Settings;

test("every package of the lockfile comes from a registry and has an integrity hash", () => {
  const packages = Object.entries(lockfile.packages);
  expect(packages.length).toBeGreaterThan(100);
  const others = packages.filter(
    ([name, { resolution }]) =>
      // A name and a version: a package from git, an address or a folder has these in place of the version.
      !/^(?:@[\w.-]+\/)?[\w.-]+@\d[\w.+-]*$/u.test(name) ||
      Object.keys(resolution).join() !== "integrity" ||
      !/^sha512-[A-Za-z0-9+/]{86}==$/u.test(resolution.integrity ?? ""),
  );
  expect(others.map(([name]) => name)).toEqual([]);
});

test("no package of this repository names a dependency by git, an address or a folder", () => {
  const specifiers = Object.values(lockfile.importers).flatMap((kinds) =>
    Object.values(kinds).flatMap((kind) => Object.entries(kind).map(([name, { specifier }]) => [name, specifier])),
  );
  expect(specifiers.length).toBeGreaterThan(50);
  expect(specifiers.filter(([, specifier]) => specifier !== "catalog:" && specifier !== "workspace:*")).toEqual([]);
});

test("nothing that is installed may run a script of its own, and no library of the program has one", () => {
  expect(settings).toMatchObject({ onlyBuiltDependencies: [], strictDepBuilds: true });
  expect(settings.dangerouslyAllowAllBuilds ?? false).toBe(false);
  expect(existsSync(join(ROOT, ".pnpmfile.cjs"))).toBe(false);
  const libraries = production();
  expect(libraries.length).toBeGreaterThan(50);
  const scripted = libraries.filter(
    ({ scripts = {}, folder }) =>
      ["preinstall", "install", "postinstall"].some((name) => Object.hasOwn(scripts, name)) ||
      existsSync(join(folder, "binding.gyp")),
  );
  expect(scripted.map(({ name }) => name)).toEqual([]);
});
