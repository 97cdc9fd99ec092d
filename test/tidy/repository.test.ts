import { ERRORS } from "@spanhouse/base";
import { SETTINGS } from "@spanhouse/standalone";
import { describe, expect, it } from "vitest";
import { differences, tableRows } from "./document-tables.ts";
import { deadLinks, titleBreaches } from "./documents.ts";
import { escapeBreaches } from "./escapes.ts";
import { nameBreaches } from "./file-names.ts";
import { findCycles, importGraph } from "./import-cycles.ts";
import { importBreaches, ROOMS } from "./import-table.ts";
import { networkUse, processUse, sqlOutsideStorage } from "./invariants.ts";
import { findLeftovers } from "./leftovers.ts";
import { type Lockfile, missingOptionalParts, oddSources } from "./lockfile.ts";
import { isSource, listFiles, readJson, readText, sizeOf } from "./repository.ts";
import { largeFiles, longFiles } from "./sizes.ts";
import { sourceFiles } from "./source-file.ts";
import { unusedFiles } from "./unused-files.ts";
import { listWorkspaces, packageEntries, referenceBreaches } from "./workspaces.ts";

// Every rule of this folder, held against the whole repository. The rules themselves are tested beside them.

const files = listFiles();
const sources = sourceFiles();
const workspaces = listWorkspaces();
const documents = files
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ path, text: readText(path) }));
const lockfile = readJson("package-lock.json") as Lockfile;

describe("imports", () => {
  it("go only where the table allows", () => expect(importBreaches(sources)).toEqual([]));
  it("come from rooms that are in the table", () => {
    const strangers = sources.filter(
      ({ path }) => path.includes("/") && !ROOMS.some(({ folder }) => path.startsWith(folder)),
    );
    expect(strangers.map(({ path }) => path)).toEqual([]);
  });
  it("have no cycles", () => {
    expect(findCycles(importGraph(sources, packageEntries()))).toEqual([]);
  });
  it("reach every source file", () => {
    const entries = packageEntries();
    expect(unusedFiles(importGraph(sources, entries), new Set(entries.values()))).toEqual([]);
  });
});

describe("the sentences that stay true", () => {
  it("only core/storage contains SQL", () => expect(sqlOutsideStorage(sources)).toEqual([]));
  it("only main files read the environment and exit", () => {
    expect(processUse(sources)).toEqual([]);
  });
  it("only ui/src/api calls the network", () => expect(networkUse(sources)).toEqual([]));
});

describe("files", () => {
  it("have names that say what is inside", () => expect(nameBreaches(files)).toEqual([]));
  it("are short enough to be read", () => expect(longFiles(sources)).toEqual([]));
  it("are small enough to be cloned", () => {
    expect(largeFiles(files.map((path) => ({ path, bytes: sizeOf(path) })))).toEqual([]);
  });
  it("switch no check off", () => expect(escapeBreaches(sources)).toEqual([]));
  it("hold nothing that was meant to be removed", () => expect(findLeftovers(sources)).toEqual([]));
});

describe("workspaces", () => {
  it("refer in tsconfig.json to what they depend on", () => {
    expect(referenceBreaches(workspaces)).toEqual([]);
  });
  it("are all in the root's tsconfig.json", () => {
    const { references } = readJson("tsconfig.json") as { references: { path: string }[] };
    expect(references.map(({ path }) => path).sort()).toEqual(
      workspaces.map(({ folder }) => folder).sort(),
    );
  });
  it("have the root's version, licence and module type, and are private but for the SDK", () => {
    const { version, license, type } = readJson("package.json") as Record<string, unknown>;
    for (const { name, fields } of workspaces) {
      const isPrivate = name === "@spanhouse/sdk" ? undefined : true;
      expect({ name, ...fields }).toEqual({ name, version, license, type, private: isPrivate });
    }
  });
  it("have at least one test", () => {
    const tests = files.filter((path) => isSource(path) && path.includes(".test."));
    const without = workspaces.filter(
      ({ folder }) => !tests.some((path) => path.startsWith(`${folder}/`)),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });
  it("have a README", () => {
    const without = workspaces.filter(({ folder }) => !files.includes(`${folder}/README.md`));
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});

describe("the lockfile", () => {
  it("has the native parts for every platform", () => {
    expect(missingOptionalParts(lockfile)).toEqual([]);
  });
  it("names the public registry only", () => expect(oddSources(lockfile)).toEqual([]));
});

describe("documents", () => {
  it("have one title", () => expect(titleBreaches(documents)).toEqual([]));
  it("have no dead link", () => expect(deadLinks(documents, files)).toEqual([]));
  it("are one for every error code", () => {
    const pages = documents.filter(({ path }) => path.startsWith("docs/errors/"));
    const codes = Object.keys(ERRORS);
    expect(
      differences(
        codes,
        pages.map(({ path }) => path.slice(12, -3)),
      ),
    ).toEqual([]);
    expect(
      differences(
        codes,
        pages.map(({ text }) => text.split("\n", 1)[0]!.slice(2)),
      ),
    ).toEqual([]);
  });
  it("name every setting with its variable and default", () => {
    const [, ...rows] = tableRows(readText("docs/operating/configuration.md"));
    const documented = rows.map(([key, variable, value]) => `${key!} ${variable!} ${value!}`);
    const code = SETTINGS.map(
      ({ key, variable, defaultValue }) => `${key} ${variable} ${String(defaultValue)}`,
    );
    expect(differences(code, documented)).toEqual([]);
  });
});
