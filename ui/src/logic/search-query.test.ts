import { describe, expect, it } from "vitest";
import { spansQuery } from "./search-query.ts";

const RANGE = { startUs: 10.5, endUs: 20.5 };

function filterOf(tags: string): unknown {
  const text = spansQuery({ tags }, RANGE).get("filter");
  return text === null ? undefined : JSON.parse(text);
}

describe("the question to the server", () => {
  it("has what the form has, and the whole microseconds around the time", () => {
    const query = spansQuery(
      { service: "cart", operation: "GET /", minDuration: "1.5 ms", maxDuration: "1s" },
      RANGE,
    );
    expect(Object.fromEntries(query)).toEqual({
      service: "cart",
      operation: "GET /",
      minDuration: "1500000ns",
      maxDuration: "1000000000ns",
      start: "10",
      end: "21",
    });
  });

  it("asks for equal attributes as Jaeger does, with its words for errors", () => {
    const query = spansQuery({ tags: "error=true http.route=/a" }, RANGE);
    expect(query.getAll("tags")).toEqual(['{"error":"true"}', '{"http.route":"/a"}']);
    expect(query.has("filter")).toBe(false);
  });

  it("asks for everything else with a filter", () => {
    expect(filterOf("duration>100ms")).toEqual({
      op: "gt",
      args: [{ field: { level: "span", name: "duration" } }, { scalar: { value: "100000000ns" } }],
    });
    expect(filterOf("resource.host.name=a db.rows>=5")).toEqual({
      op: "and",
      args: [
        {
          call: {
            op: "eq",
            args: [{ attr: { key: "host.name", level: "resource" } }, { scalar: { value: "a" } }],
          },
        },
        { call: { op: "gte", args: [{ attr: { key: "db.rows" } }, { scalar: { value: "5" } }] } },
      ],
    });
  });

  it("excludes a value without asking for the attribute", () => {
    const equal = { op: "eq", args: [{ attr: { key: "a" } }, { scalar: { value: "b" } }] };
    expect(filterOf("a!=b")).toEqual({ op: "not", args: [{ call: equal }] });
    expect(filterOf("a=nil")).toEqual({
      op: "not",
      args: [{ call: { op: "exists", args: [{ attr: { key: "a" } }] } }],
    });
  });

  it("combines a filter of one's own with the conditions", () => {
    const own = { op: "exists", args: [{ attr: { key: "x" } }] };
    const query = spansQuery({ tags: "a!=nil", filter: JSON.stringify(own) }, RANGE);
    expect(JSON.parse(query.get("filter")!)).toEqual({
      op: "and",
      args: [{ call: { op: "exists", args: [{ attr: { key: "a" } }] } }, { call: own }],
    });
  });
});
