import { describe, expect, it } from "vitest";
import { processorsSchema } from "../config/processors.ts";
import { processorsOf } from "./processor-chain.ts";

function problem(config: unknown): string {
  const [issue] = processorsSchema.safeParse(config).error?.issues ?? [];
  return issue === undefined ? "" : `${issue.path.join(".")}: ${issue.message}`;
}

it("names each processor by its kind and, from the second on, its number", () => {
  const filter = { filter: { drop: [{ names: ["x"] }] } };
  const configs = [filter, { probabilistic: { probability: 1 } }, filter];
  const names = processorsOf(processorsSchema.parse(configs)).map(({ name }) => name);
  expect(names).toEqual(["filter", "probabilistic", "filter/2"]);
});

describe("what is wrong is named with its place", () => {
  it.each<[unknown, string]>([
    [[{}], "0: each item of the list is exactly one processor"],
    [[{ filter: { drop: [{ names: ["a"] }] }, probabilistic: { probability: 1 } }], "0: each item"],
    [[{ filter: { drop: [{}] } }], "0.filter.drop.0: a condition says at least one thing"],
    [
      [{ filter: { drop: [{ namePattern: "(" }] } }],
      '0.filter.drop.0.namePattern: "(" is not a pattern',
    ],
    [[{ probabilistic: { probability: 2 } }], "0.probabilistic.probability: "],
    [
      [{ attributes: { actions: [{ action: "delete" }] } }],
      "0.attributes.actions.0: needs either key or keyPattern",
    ],
    [
      [{ resource: { actions: [{ action: "insert", key: "a" }] } }],
      "0.resource.actions.0: needs either value or fromKey",
    ],
    [[{ attributes: { actions: [{ action: "set" }] } }], "0.attributes.actions.0.action: "],
    [[{ redaction: { blockedKey: [] } }], "0.redaction: "],
  ])("%j", (config, expected) => expect(problem(config)).toContain(expected));
});
