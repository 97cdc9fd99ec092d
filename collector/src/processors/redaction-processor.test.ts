import { expect, it } from "vitest";
import { attributesOf, plain, processorOf, spanOf } from "./testing/processor-of.ts";

type Config = NonNullable<Parameters<typeof processorOf>[0]["redaction"]>;

function redact(config: Config, attributes: Parameters<typeof spanOf>[1]): Record<string, unknown> {
  return plain(processorOf({ redaction: config })(spanOf("a:b 0..1", attributes))?.attributes);
}

it("removes every key that is not allowed", () => {
  const config = { allowedKeys: ["a"], allowedKeyPatterns: ["^http\\."] };
  expect(redact(config, { a: "1", b: "2", "http.route": "/" })).toEqual({
    a: "1",
    "http.route": "/",
  });
  expect(redact({ allowedKeys: [] }, { a: "1" })).toEqual({});
});

it("masks the whole value of a blocked key, also inside of lists", () => {
  const nested = {
    type: "keyValueList",
    value: attributesOf({ password: "x", user: "y" }),
  } as const;
  const config = { blockedKeys: ["token"], blockedKeyPatterns: ["(?i)passw"], mask: "#" };
  expect(redact(config, { token: 7n, PassWord: true, nested })).toEqual({
    token: "#",
    PassWord: "#",
    nested: attributesOf({ password: "#", user: "y" }),
  });
});

it("masks what blocked patterns find in texts and numbers, unless the value is allowed", () => {
  const config = {
    blockedValuePatterns: ["\\b\\d{4}[- ]?\\d{4}\\b", "Bearer \\S+"],
    allowedValuePatterns: ["^order "],
  };
  expect(
    redact(config, {
      card: "card 1234-5678!",
      header: "Authorization: Bearer abc.def x",
      number: 12_345_678n,
      order: "order 1234 5678",
      list: { type: "array", value: [{ type: "string", value: "12345678" }] },
    }),
  ).toEqual({
    card: "card ****!",
    header: "Authorization: **** x",
    number: "****",
    order: "order 1234 5678",
    list: [{ type: "string", value: "****" }],
  });
});

it("looks at every place, unless told otherwise", () => {
  const span = {
    ...spanOf("a:secret 0..1", { k: "secret" }, { k: "secret" }),
    statusMessage: "a secret",
    events: [
      {
        timeUnixNano: 1n,
        name: "secret",
        attributes: attributesOf({ k: "secret" }),
        droppedAttributesCount: 0,
      },
    ],
    links: [
      {
        ...{ traceId: "1".repeat(32), spanId: "2".repeat(16), traceState: "", flags: 0 },
        attributes: attributesOf({ k: "secret" }),
        droppedAttributesCount: 0,
      },
    ],
    scope: {
      ...{ name: "s", version: "", droppedAttributesCount: 0, schemaUrl: "" },
      attributes: attributesOf({ k: "secret" }),
    },
  };
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item));
  const everywhere = processorOf({ redaction: { blockedValuePatterns: ["secret"] } });
  expect(text(everywhere(span))).not.toContain("secret");
  const nowhere = processorOf({
    redaction: {
      blockedValuePatterns: ["secret"],
      places: [],
      names: false,
      statusMessages: false,
    },
  });
  expect(nowhere(span)).toEqual(span);
});

it("cleans URLs and SQL where they are known to be", () => {
  const attributes = {
    "url.full": "https://me:x@h/a?b=1",
    "url.query": "b=1",
    "db.query.text": "SELECT 'x'",
    other: "https://me:x@h/a?b=1",
  };
  expect(redact({ url: {}, sql: {} }, attributes)).toEqual({
    "url.full": "https://****@h/a?b=****",
    "url.query": "b=****",
    "db.query.text": "SELECT ?",
    other: "https://me:x@h/a?b=1",
  });
});

it("keeps one resource for the spans that share one", () => {
  const process = processorOf({ redaction: { blockedKeys: ["x"] } });
  const span = spanOf("a:b 0..1");
  expect(process(span)?.resource).toBe(process({ ...span, name: "other" })?.resource);
});
