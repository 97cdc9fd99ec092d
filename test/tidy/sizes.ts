import type { SourceFile } from "./source-file.ts";

export const SOURCE_LINES_MAX = 500;
export const FILE_BYTES_MAX = 256 * 1024;

/** Files that may be longer, with the reason. The list may only shrink. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

/** Files that may be larger: made by tools, or pictures and recordings. */
const LARGE_FILES = /^(package-lock\.json|test\/fixtures\/.*|docs\/images\/.*)$/;

export function longFiles(files: readonly Pick<SourceFile, "path" | "lines">[]): readonly string[] {
  return files
    .filter(({ path, lines }) => lines > SOURCE_LINES_MAX && LONG_FILES[path] === undefined)
    .map(({ path, lines }) => `${path}: ${lines} lines, at most ${SOURCE_LINES_MAX}; split it`);
}

export function largeFiles(
  files: readonly { readonly path: string; readonly bytes: number }[],
): readonly string[] {
  return files
    .filter(({ path, bytes }) => bytes > FILE_BYTES_MAX && !LARGE_FILES.test(path))
    .map(({ path, bytes }) => `${path}: ${bytes} bytes, at most ${FILE_BYTES_MAX}`);
}
