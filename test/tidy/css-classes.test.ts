import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { classBreaches } from "./css-classes.ts";

it("finds classes that are missing and classes that nobody uses", () => {
  const source = "const a = <p className={styles.there} />; <p className={styles.missing} />;";
  const css = '/* .no */ .there { color: red } .there:hover .spare { content: ".not" }';
  expect(classBreaches({ path: "A.tsx", source, css })).toEqual([
    "A.tsx: no .missing",
    "A.tsx: .spare is unused",
  ]);
});

it("every style sheet of the UI has the classes its component uses, and no others", () => {
  const root = join(import.meta.dirname, "../../ui/src");
  const sheets = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".module.css"),
  );
  expect(sheets.length).toBeGreaterThan(10);
  const breaches = sheets.flatMap((sheet) => {
    const path = sheet.replace(".module.css", ".tsx");
    if (!existsSync(join(root, path))) return [`${sheet}: no component beside it`];
    return classBreaches({
      path,
      source: readFileSync(join(root, path), "utf8"),
      css: readFileSync(join(root, sheet), "utf8"),
    });
  });
  expect(breaches).toEqual([]);
});
