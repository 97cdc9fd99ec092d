import { describe, expect, it } from "vitest";
import { chipsOf, withCondition, withoutChip } from "./search-chips.ts";
import { parseConditions, type SearchCondition } from "./search-conditions.ts";
import type { SearchParams } from "./search-params.ts";

const FULL: SearchParams = {
  ...{ service: "cart", operation: "GET /", minDuration: "10ms", maxDuration: "1s" },
  ...{ tags: "a=1 b!=nil", filter: '{"op":"or","args":[]}', lookback: "6h" },
};

function condition(text: string): SearchCondition {
  const parsed = parseConditions(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value[0]!;
}

describe("the parts of a search", () => {
  it("are what the form has in its fields", () => {
    expect(chipsOf(FULL).map(({ label }) => label)).toEqual([
      ...["service = cart", "operation = GET /", "duration ≥ 10ms", "duration ≤ 1s"],
      ...["a = 1", "b exists", 'filter {"op":"or","args":[]}'],
    ]);
  });

  it("can each be taken away, and come back as the text they have", () => {
    let left = FULL;
    const texts: string[] = [];
    for (let chip = chipsOf(left)[0]; chip !== undefined; chip = chipsOf(left)[0]) {
      texts.push(chip.text);
      left = withoutChip(left, chip);
    }
    expect(left).toEqual({ lookback: "6h" });
    const again = texts
      .slice(0, -1)
      .reduce((params, text) => withCondition(params, condition(text)), left);
    expect({ ...again, filter: texts.at(-1) }).toEqual(FULL);
  });

  it("replace what stands in a field, and are not added twice", () => {
    expect(withCondition(FULL, condition("service=web")).service).toBe("web");
    expect(withCondition(FULL, condition("a=1"))).toBe(FULL);
    expect(withCondition(FULL, condition("service!=web")).tags).toBe("a=1 b!=nil service!=web");
    expect(withCondition({ tags: '{"a":"1"}' }, condition("b=2")).tags).toBe("a=1 b=2");
  });
});
