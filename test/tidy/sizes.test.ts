import { expect, it } from "vitest";
import { FILE_BYTES_MAX, largeFiles, longFiles, SOURCE_LINES_MAX } from "./sizes.ts";

it("finds a source file that is too long", () => {
  expect(longFiles([{ path: "a.ts", lines: SOURCE_LINES_MAX }])).toEqual([]);
  expect(longFiles([{ path: "a.ts", lines: SOURCE_LINES_MAX + 1 }])).toHaveLength(1);
});

it("finds a large file, but not the lockfile", () => {
  const bytes = FILE_BYTES_MAX + 1;
  expect(largeFiles([{ path: "a.bin", bytes }])).toHaveLength(1);
  expect(largeFiles([{ path: "package-lock.json", bytes }])).toEqual([]);
});
