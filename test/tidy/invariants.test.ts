import { describe, expect, it } from "vitest";
import { networkUse, processUse, sqlOutsideStorage } from "./invariants.ts";
import { parseSource } from "./source-file.ts";

describe("only core/storage contains SQL", () => {
  const select = 'export const a = "SELECT name FROM spans";';
  const template = "export const a = (t: string) => `\n  INSERT INTO ${t} VALUES`;";
  it("finds statements in strings and templates elsewhere", () => {
    expect(sqlOutsideStorage([parseSource("query/src/a.ts", select)])).toHaveLength(1);
    expect(sqlOutsideStorage([parseSource("collector/src/a.ts", template)])).toHaveLength(1);
    expect(sqlOutsideStorage([parseSource("core/storage/src/a.ts", select)])).toEqual([]);
  });
  it("does not take a sentence for a statement", () => {
    const text = 'export const a = "Select a trace from the list";';
    expect(sqlOutsideStorage([parseSource("ui/src/a.ts", text)])).toEqual([]);
  });
});

describe("only main files read the environment and exit", () => {
  it("finds both elsewhere", () => {
    const text = "if (process.env.X) process.exit(1);";
    expect(processUse([parseSource("query/src/a.ts", text)])).toHaveLength(2);
    expect(processUse([parseSource("standalone/src/main.ts", text)])).toEqual([]);
  });
});

describe("only ui/src/api calls the network", () => {
  it("finds a call elsewhere", () => {
    const text = 'export const a = fetch("/api"); new EventSource("/b"); window.fetch("/c");';
    expect(networkUse([parseSource("ui/src/views/a.ts", text)])).toHaveLength(3);
    expect(networkUse([parseSource("ui/src/api/a.ts", text)])).toEqual([]);
  });
});
