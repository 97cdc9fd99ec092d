import { posix } from "node:path";
import ts from "typescript";
import { listFiles, readJson, readText } from "./repository.ts";

export interface Workspace {
  readonly folder: string;
  readonly name: string;
  /** Packages of ours it depends on. */
  readonly dependencies: readonly string[];
  /** Modules it offers: `.` and others, to paths from the root. */
  readonly exports: ReadonlyMap<string, string>;
  /** Folders its tsconfig.json refers to. */
  readonly references: readonly string[];
  /** Fields that are the same everywhere. */
  readonly fields: Readonly<Record<string, unknown>>;
}

interface PackageFile {
  readonly name: string;
  /** A published package has conditions in place of a path, and exports what was built. */
  readonly exports?: Readonly<Record<string, string | object>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface ProjectFile {
  readonly references?: readonly { readonly path: string }[];
}

export function listWorkspaces(): readonly Workspace[] {
  return listFiles()
    .filter((path) => path.endsWith("/package.json"))
    .map((path) => posix.dirname(path))
    .map(readWorkspace);
}

function readWorkspace(folder: string): Workspace {
  const file = readJson(`${folder}/package.json`) as PackageFile;
  const project = readProject(`${folder}/tsconfig.json`);
  const names = Object.keys({ ...file.dependencies, ...file.devDependencies });
  const { version, license, type } = file;
  return {
    folder,
    name: file.name,
    dependencies: names.filter((name) => name.startsWith("@spanhouse/")),
    exports: new Map(
      Object.entries(file.exports ?? {})
        .filter((entry): entry is [string, string] => typeof entry[1] === "string")
        .map(([key, path]) => [key, posix.join(folder, path)]),
    ),
    references: (project.references ?? []).map(({ path }) => posix.join(folder, path)),
    fields: { version, license, type, private: file["private"] },
  };
}

/** A tsconfig.json may hold comments, so JSON.parse does not do. */
function readProject(path: string): ProjectFile {
  return ts.parseConfigFileTextToJson(path, readText(path)).config as ProjectFile;
}

/** `@spanhouse/model` and its subpaths to their source files. */
export function packageEntries(): ReadonlyMap<string, string> {
  return new Map(
    listWorkspaces().flatMap(({ name, exports }) =>
      [...exports].map(([key, path]) => [posix.join(name, key), path] as const),
    ),
  );
}

/** tsc builds in the order of references, npm links by dependencies: both say the same. */
export function referenceBreaches(workspaces: readonly Workspace[]): readonly string[] {
  const folderOf = new Map(workspaces.map(({ name, folder }) => [name, folder]));
  return workspaces.flatMap(({ name, dependencies, references }) => {
    const wanted = new Set(
      dependencies.map((dependency) => folderOf.get(dependency) ?? dependency),
    );
    const found = new Set(references);
    return [
      ...[...wanted]
        .filter((folder) => !found.has(folder))
        .map((folder) => `${name}: tsconfig.json has no reference to ${folder}`),
      ...[...found]
        .filter((folder) => !wanted.has(folder))
        .map((folder) => `${name}: package.json does not depend on ${folder}`),
    ];
  });
}
