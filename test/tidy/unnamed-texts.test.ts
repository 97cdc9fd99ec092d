import { expect, it } from "vitest";
import { listFiles, readText } from "./repository.ts";
import { namesOfTexts, unnamedTexts } from "./unnamed-texts.ts";

it("finds texts between tags, in attributes and in literals", () => {
  const source = `
    const a = <p className="Some thing" title="what it is">Hello {b}</p>;
    const b = \`\${count} spans\`;
    const c = ["nothing at all", "Search", "ArrowDown", "spans"];
    const d = [{ name: "Go on", key: "Esc" }, <Icon name="Go on" />, "SearchPage", "Ctrl K"];
    context.font = "600 11px Open Sans";
    if ("What is looked for".includes("What is looked for")) return;
    const e = \`\${minutes} min\`;
    const f = \`npm start\nnpm run this and that\`;
    if (d.length > 1) throw new ApiError("DAMAGED", "no answer at all");
    throw new Error("this cannot be");`;
  expect(unnamedTexts("A.tsx", source)).toEqual([
    "A.tsx:2: what it is",
    "A.tsx:2: Hello",
    "A.tsx:3: … spans",
    "A.tsx:4: nothing at all",
    "A.tsx:4: Search",
    "A.tsx:5: Go on",
    "A.tsx:7: What is looked for",
    "A.tsx:11: no answer at all",
  ]);
});

it("finds the names of texts", () => {
  expect(namesOfTexts('export const text = defineTexts("a", { b: "B", c: (d) => d });')).toEqual([
    "b",
    "c",
  ]);
});

it("everything that the pages say has an id", () => {
  const files = listFiles().filter((path) => /^ui\/src\/(?!texts\/)/.test(path) && isSaying(path));
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((path) => unnamedTexts(path, readText(path)))).toEqual([]);
});

it("every text is said somewhere", () => {
  const paths = listFiles().filter((path) => path.startsWith("ui/src/") && isSaying(path));
  const code = paths
    .filter((path) => !path.startsWith("ui/src/texts/"))
    .map(readText)
    .join("\n");
  // `text.open`, or `text[state]` of a state whose names are in quotes.
  const uses = [...code.matchAll(/\.\s*(\w+)|"(\w+)"/g)];
  const used = new Set(uses.map(([, read, quoted]) => read ?? quoted));
  const areas = paths.filter((path) => path.startsWith("ui/src/texts/"));
  const names = areas.flatMap((path) => namesOfTexts(readText(path)));
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !used.has(name))).toEqual([]);
});

function isSaying(path: string): boolean {
  return /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/testing\//.test(path);
}
