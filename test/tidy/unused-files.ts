/** Files that nobody imports because something else starts them. */
const STARTED_BY_NAME = [
  // vitest, and the configuration of tools
  /\.test\.tsx?$/,
  /\.config\.ts$/,
  // entries of packages, executables and pages
  /\/src\/index\.ts$/,
  /\/main\.tsx?$/,
  // What sdk/build.mjs and standalone/build.mjs build beside main.
  /^sdk\/src\/(exit-thread|doctor\/doctor)\.ts$/,
  /^standalone\/src\/command-(?:in-)?child\.ts$/,
  // loaded into the processes of the demo
  /^sdk\/demo\/src\/leash\.ts$/,
  // programs of web workers, which pages start
  /^ui\/src\/(?:views|files)\/.*-worker\.ts$/,
  // commands, benchmarks by their names, and programs that tests start as processes
  /^test\/[a-z]+\/run\.ts$/,
  /^test\/bench\/[a-z-]+\.ts$/,
  /^test\/.*-(app|child|generator|process|server)\.ts$/,
];

/** Source files that no other file imports and nothing starts. */
export function unusedFiles(
  graph: ReadonlyMap<string, readonly string[]>,
  entries: ReadonlySet<string>,
): readonly string[] {
  const imported = new Set([...graph.values()].flat());
  return [...graph.keys()].filter(
    (path) =>
      !imported.has(path) &&
      !entries.has(path) &&
      !STARTED_BY_NAME.some((pattern) => pattern.test(path)),
  );
}
