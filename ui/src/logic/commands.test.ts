import { describe, expect, it } from "vitest";
import { type Command, commandOfKey, filterCommands } from "./commands.ts";

function command(name: string, key?: string): Command {
  return { name, ...(key === undefined ? {} : { key }), run: () => undefined };
}

const names = (text: string): readonly string[] =>
  filterCommands([command("Expand all"), command("Collapse all"), command("All traces")], text).map(
    ({ name }) => name,
  );

describe("commands", () => {
  it("are found by their key, those of the page before those of every page", () => {
    const sections = [
      { title: "Everywhere", commands: [command("Help", "?"), command("Theme", "t")] },
      { title: "Trace", commands: [command("Timeline", "t")] },
    ];
    expect(commandOfKey(sections, "t")?.name).toBe("Timeline");
    expect(commandOfKey(sections, "?")?.name).toBe("Help");
    expect(commandOfKey(sections, "x")).toBeUndefined();
  });

  it("are found by words of their name in any order, beginnings first", () => {
    expect(names("")).toEqual(["Expand all", "Collapse all", "All traces"]);
    expect(names("all EXP")).toEqual(["Expand all"]);
    expect(names("c")).toEqual(["Collapse all", "All traces"]);
    expect(names("nothing")).toEqual([]);
  });
});
