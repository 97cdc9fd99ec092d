import type { SourceFile } from "./source-file.ts";

const ONLY = /^(it|test|describe|suite)\.only$/;

/** What somebody meant to remove or finish: notes to oneself, prints, and tests that switch others off. */
export function findLeftovers(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text, names }) => [
    ...text.split("\n").flatMap((line, index) => {
      // After the start of a comment, not in a pattern or a text such as this one.
      const note = /(?:\/\/|\*) .*\b(FIXME|TODO|XXX|HACK)\b/.exec(line);
      return note === null ? [] : [`${path}:${index + 1}: ${note[1]!}`];
    }),
    ...names
      .filter(({ name }) => name.startsWith("console.") || ONLY.test(name))
      .map(({ name, line }) => `${path}:${line}: ${name}`),
  ]);
}
