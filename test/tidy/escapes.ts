import type { SourceFile } from "./source-file.ts";

/** Ways around the type checker and the linter, with how many there are. These numbers may only fall. */
export const ESCAPES_ALLOWED: Readonly<Record<string, number>> = {};

const COMMENTS = [/@ts-(ignore|expect-error|nocheck)\b/, /\beslint-disable/, /prettier-ignore/];

/** `path:line: what`, for every `any`, and every comment that switches a check off. */
export function findEscapes(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text, anys }) => [
    ...anys.map((line) => `${path}:${line}: any`),
    ...text.split("\n").flatMap((line, index) => {
      // In a text or a pattern it is talked about, not used.
      const comment = /(?:\/\/|\/\*|\{\/\*)(.*)$/.exec(line)?.[1] ?? "";
      const escape = COMMENTS.find((pattern) => pattern.test(comment));
      return escape === undefined ? [] : [`${path}:${index + 1}: ${line.trim()}`];
    }),
  ]);
}

/** Files with more escapes than allowed, and allowances that are no longer needed. */
export function escapeBreaches(
  files: readonly SourceFile[],
  allowed: Readonly<Record<string, number>> = ESCAPES_ALLOWED,
): readonly string[] {
  const found = findEscapes(files);
  const countOf = (path: string): number =>
    found.filter((escape) => escape.startsWith(`${path}:`)).length;
  const over = found.filter((escape) => {
    const [path] = escape.split(":", 1);
    return countOf(path!) > (allowed[path!] ?? 0);
  });
  const slack = Object.entries(allowed)
    .filter(([path, count]) => countOf(path) < count)
    .map(([path, count]) => `${path}: ${count} escapes are allowed, lower it to ${countOf(path)}`);
  return [...over, ...slack];
}
