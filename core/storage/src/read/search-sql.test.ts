import { describe, expect, it } from "vitest";
import type { TraceSearch } from "../store.ts";
import { latestRowsQuery, latestTracesQuery, type SearchWindow } from "./search-sql.ts";

const LAYOUT = { database: "spanhouse", cluster: "" };

function windowOf(
  search: Partial<TraceSearch>,
  resources: SearchWindow["resources"] = [],
): SearchWindow {
  const time = { fromUnixNano: 1_000n, toUnixNano: 2_000n };
  return {
    search: { tenant: "", time, attributes: [], limit: 20, ...search },
    time,
    window: { firstBucket: 3, lastBucket: 5 },
    resources,
  };
}

const RESOURCE = "resource_id IN (unhex('00112233445566778899aabbccddeeff'))";

describe("the SQL of a search", () => {
  it("asks for spans by what every span has", () => {
    const window = windowOf({
      service: "cart",
      operation: "GET /",
      kind: 2,
      statusCode: 2,
      durationMinNano: 5n,
      durationMaxNano: 9n,
    });
    expect(latestRowsQuery(LAYOUT, window, 320)).toMatchSnapshot();
    expect(latestTracesQuery(LAYOUT, window, 20).sql).toMatchSnapshot();
  });

  it("reads no map for promoted keys but in rows whose mask says so", () => {
    const attributes = [
      { key: "http.response.status_code", text: "500" },
      { key: "http.route", text: "/cart" },
    ];
    const { sql } = latestRowsQuery(LAYOUT, windowOf({ attributes }, [undefined, undefined]), 320);
    expect(sql).toMatchSnapshot();
    const [columns, maps] = sql.split("UNION ALL");
    expect(columns).not.toContain("attributes_");
    expect(maps).toContain("PREWHERE bitAnd(promoted_in_map, ");
  });

  it("leaves out the question that no row can answer", () => {
    const attributes = [{ key: "http.response.status_code", text: "not a number" }];
    const { sql } = latestRowsQuery(LAYOUT, windowOf({ attributes }, [undefined]), 320);
    expect(sql).not.toContain("UNION ALL");
    expect(sql).toContain("PREWHERE");
  });

  it("compares a text with every type that can be written that way", () => {
    for (const text of ["abc", "500", "-0.5", "true", "false", "", '["a"]']) {
      const window = windowOf({ attributes: [{ key: "my.key", text }] }, [undefined]);
      expect(latestRowsQuery(LAYOUT, window, 320), text).toMatchSnapshot();
    }
  });

  it("accepts the attribute from the resource as well", () => {
    const attributes = [
      { key: "k8s.pod.name", text: "p1" },
      { key: "http.route", text: "/cart" },
    ];
    const window = windowOf({ attributes }, [RESOURCE, RESOURCE]);
    expect(latestRowsQuery(LAYOUT, window, 320).sql).toMatchSnapshot();
  });
});
