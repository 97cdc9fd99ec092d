import { textPattern } from "@spanhouse/model";
import { Session } from "chdb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringLiteral } from "../connection/sql-literal.ts";
import { patternForEngine } from "./pattern-sql.ts";

let session: Session;

beforeAll(() => {
  session = new Session();
});

afterAll(() => session.cleanup());

it.each([
  ["éé*", "é"],
  ["éé*", "e"],
  ["aé?b", "ab"],
  ["(?i)É$|x", "né"],
  ["a|é", "b"],
  ["^é$", "éé"],
  [String.raw`\Qé*`, "é*"],
  [String.raw`\Qé*`, "é"],
  ["ab*", "a"],
  ["😀{2,}", "😀😀"],
])("the engine finds %s in %s exactly when the evaluator does", (pattern, text) => {
  const compiled = textPattern(pattern);
  if (!compiled.ok) throw new Error(compiled.error);
  const asked = stringLiteral(patternForEngine(pattern));
  const answer = session.query(`SELECT match(${stringLiteral(text)}, ${asked})`, "TSV");
  expect(answer.trim()).toBe(compiled.value.isIn(text) ? "1" : "0");
});
