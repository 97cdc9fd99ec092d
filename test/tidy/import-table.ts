import { posix } from "node:path";
import type { SourceFile } from "./source-file.ts";

/** Who may import whom. A room may import itself and nothing that is not named here. */
export interface Room {
  readonly folder: string;
  /** Its package; undefined for parts of a room with a rule of their own. */
  readonly package?: string;
  readonly mayImport: readonly string[];
  /** Which of Node's modules, where not all of them. */
  readonly nodeModules?: readonly string[];
  /** Packages of others that stay out, although the package.json of the whole room names them. */
  readonly mayNotImport?: readonly string[];
}

/** The first whose folder holds a file is the file's room. */
export const ROOMS: readonly Room[] = [
  { folder: "core/base/", package: "@spanhouse/base", mayImport: [], nodeModules: [] },
  {
    folder: "core/model/",
    package: "@spanhouse/model",
    mayImport: ["@spanhouse/base"],
    nodeModules: [],
  },
  {
    folder: "core/wire/",
    package: "@spanhouse/wire",
    mayImport: ["@spanhouse/base", "@spanhouse/model"],
    // Bytes in, spans out: no sockets, no files.
    nodeModules: ["node:zlib", "node:buffer", "node:stream", "node:util"],
  },
  {
    folder: "core/traceql/",
    package: "@spanhouse/traceql",
    mayImport: ["@spanhouse/base", "@spanhouse/model"],
    nodeModules: [],
  },
  {
    folder: "core/storage/",
    package: "@spanhouse/storage",
    mayImport: ["@spanhouse/base", "@spanhouse/model"],
  },
  {
    folder: "collector/",
    package: "@spanhouse/collector",
    mayImport: ["@spanhouse/base", "@spanhouse/model", "@spanhouse/wire", "@spanhouse/storage"],
  },
  {
    folder: "query/",
    package: "@spanhouse/query",
    mayImport: [
      "@spanhouse/base",
      "@spanhouse/model",
      "@spanhouse/traceql",
      "@spanhouse/wire",
      "@spanhouse/storage",
    ],
  },
  {
    folder: "ui/src/logic/",
    mayImport: ["@spanhouse/base", "@spanhouse/model", "@spanhouse/traceql"],
    nodeModules: [],
    mayNotImport: ["react", "react-dom"],
  },
  {
    folder: "ui/",
    package: "@spanhouse/ui",
    mayImport: ["@spanhouse/base", "@spanhouse/model", "@spanhouse/traceql", "@spanhouse/wire"],
    nodeModules: [],
  },
  // Programs that are started with the SDK, as everybody's are.
  { folder: "sdk/demo/", package: "@spanhouse/demo", mayImport: [] },
  { folder: "sdk/examples/", package: "@spanhouse/examples", mayImport: [] },
  // Published, so it can lean on nothing that is not.
  { folder: "sdk/", package: "@spanhouse/sdk", mayImport: [] },
  {
    folder: "standalone/",
    package: "@spanhouse/standalone",
    mayImport: [
      "@spanhouse/base",
      "@spanhouse/model",
      "@spanhouse/wire",
      "@spanhouse/storage",
      "@spanhouse/collector",
      "@spanhouse/query",
    ],
  },
  {
    folder: "test/",
    package: "@spanhouse/test",
    mayImport: [
      "@spanhouse/base",
      "@spanhouse/model",
      "@spanhouse/traceql",
      "@spanhouse/wire",
      "@spanhouse/storage",
      "@spanhouse/collector",
      "@spanhouse/query",
      "@spanhouse/ui",
      "@spanhouse/standalone",
    ],
  },
];

/** Tests may use any module of Node, and read and write files. */
const TEST_FILE = /\.test\.tsx?$/;

export function importBreaches(
  files: readonly Pick<SourceFile, "path" | "imports">[],
  rooms: readonly Room[] = ROOMS,
): readonly string[] {
  return files.flatMap(({ path, imports }) => {
    const room = rooms.find(({ folder }) => path.startsWith(folder));
    if (room === undefined) return [];
    return imports
      .map((name) => whyNot(room, path, name))
      .filter((why) => why !== undefined)
      .map((why) => `${path}: ${why}`);
  });
}

function whyNot(room: Room, path: string, name: string): string | undefined {
  if (name.startsWith(".")) return whyNotRelative(room, path, name);
  if (name.startsWith("node:")) {
    if (room.nodeModules === undefined || TEST_FILE.test(path)) return undefined;
    return room.nodeModules.includes(name) ? undefined : `${room.folder} may not import ${name}`;
  }
  if (room.mayNotImport?.includes(packageOf(name)) === true) {
    return `${room.folder} may not import ${name}`;
  }
  if (!name.startsWith("@spanhouse/")) return undefined;
  // A test of a room may use what the room exports for tests, by the package's own name.
  if (name.startsWith(`${room.package ?? ""}/`) && TEST_FILE.test(path)) return undefined;
  if (!room.mayImport.includes(packageOf(name))) return `${room.folder} may not import ${name}`;
  return undefined;
}

/** Other rooms are reached by their package's name, so that only what they export is used. */
function whyNotRelative({ folder }: Room, path: string, name: string): string | undefined {
  const target = posix.join(posix.dirname(path), name);
  const home = folder === "ui/src/logic/" ? "ui/" : folder;
  return target.startsWith(home) ? undefined : `${name} leaves the room; use the package's name`;
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}
