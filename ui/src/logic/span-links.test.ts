import type { OwnAttribute } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { spanLinks } from "./span-links.ts";

function text(key: string, value: string): OwnAttribute {
  return { key, value: { type: "string", value } };
}

function hrefOf(url: string, value = "/a b?&#%"): string | undefined {
  const span = {
    ...{ traceId: "5b8aa5a2d2c872e8321cf37308d69df2", spanId: "00f067aa0ba902b7", service: "cart" },
    ...{ startUnixNano: "1760000000001999999", endUnixNano: "1760000000003000000" },
    attributes: [text("http.route", value), text("both", "of the span")],
    resource: {
      ...{ droppedAttributesCount: 0, schemaUrl: "" },
      attributes: [text("k8s.pod.name", "cart-1"), text("both", "of the resource")],
    },
  };
  return spanLinks([{ name: "Logs", url }], span)[0]?.href;
}

describe("the links of a span", () => {
  it("name the span, its time and attributes, of the span first", () => {
    expect(hrefOf("https://a.b/{service}/{k8s.pod.name}?q={trace_id}.{span_id}")).toBe(
      "https://a.b/cart/cart-1?q=5b8aa5a2d2c872e8321cf37308d69df2.00f067aa0ba902b7",
    );
    expect(hrefOf("https://a.b/?from={start_ms}&to={end_ms}&x={both}")).toBe(
      "https://a.b/?from=1760000000001&to=1760000000003&x=of%20the%20span",
    );
  });

  it("are left out when a word is not known, or the template is none", () => {
    expect(hrefOf("https://a.b/{user.id}")).toBeUndefined();
    expect(hrefOf("javascript:alert({trace_id})")).toBeUndefined();
    expect(hrefOf("https://{service}.b/")).toBeUndefined();
  });

  it("hold values as values, whatever is in them", () => {
    expect(hrefOf("https://a.b/{http.route}?q={http.route}#{http.route}")).toBe(
      "https://a.b/%2Fa%20b%3F%26%23%25?q=%2Fa%20b%3F%26%23%25#%2Fa%20b%3F%26%23%25",
    );
    expect(hrefOf("https://a.b/{http.route}", "\ud800")).toBe("https://a.b/%EF%BF%BD");
    for (const steps of ["..", "."]) {
      expect(hrefOf("https://a.b/c/{http.route}/d", steps)).toBeUndefined();
    }
  });
});
