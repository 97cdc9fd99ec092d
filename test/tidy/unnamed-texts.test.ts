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
    "A.tsx:10: no answer at all",
  ]);
});

it("finds the names of texts", () => {
  expect(namesOfTexts('export const text = defineTexts("a", { b: "B", c: (d) => d });')).toEqual([
    "b",
    "c",
  ]);
});

/** Rooms in which every text has its id. */
const ROOMS = [
  "ui/src/api/",
  "ui/src/app/",
  "ui/src/files/",
  "ui/src/logic/bar-options.ts",
  "ui/src/logic/compare",
  "ui/src/logic/comparison-",
  "ui/src/logic/critical-words.ts",
  "ui/src/logic/describe-box.ts",
  "ui/src/logic/difference-words.ts",
  "ui/src/logic/duration",
  "ui/src/logic/heat",
  "ui/src/logic/lookback.ts",
  "ui/src/logic/moment",
  "ui/src/logic/range-params.ts",
  "ui/src/logic/search-",
  "ui/src/logic/trace-",
  "ui/src/logic/shown-name.ts",
  "ui/src/logic/traceql-",
  "ui/src/logic/typed-condition.ts",
  "ui/src/views/compare/",
  "ui/src/views/file/",
  "ui/src/views/map/",
  "ui/src/views/search/",
  "ui/src/views/services/",
  "ui/src/views/trace/",
  "ui/src/widgets/",
];

it.each(ROOMS)("everything that %s says has an id", (room) => {
  const files = listFiles().filter((path) => path.startsWith(room) && isSaying(path));
  expect(files.length).toBeGreaterThan(0);
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
