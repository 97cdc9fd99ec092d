import { expect, it } from "vitest";
import { attributesOf, plain, processorOf, spanOf } from "./testing/processor-of.ts";

it("keeps the first attributes, events and links, and counts the others", () => {
  const owner = { attributes: attributesOf({ a: 1n, b: 2n, c: 3n }), droppedAttributesCount: 1 };
  const event = { ...owner, timeUnixNano: 1n, name: "e" };
  const link = {
    ...owner,
    traceId: "1".repeat(32),
    spanId: "2".repeat(16),
    traceState: "",
    flags: 0,
  };
  const span = {
    ...spanOf("shop:x 0..1", { a: 1n, b: 2n, c: 3n }),
    ...{ events: [event, event, event], droppedEventsCount: 4, links: [link, link] },
  };
  const limited = processorOf({ limits: { attributes: 2, events: 1, links: 0 } })(span);
  expect(plain(limited?.attributes)).toEqual({ a: 1n, b: 2n });
  expect(limited).toMatchObject({
    droppedAttributesCount: 1,
    events: [{ droppedAttributesCount: 2 }],
    droppedEventsCount: 6,
    links: [],
    droppedLinksCount: 2,
  });
});

it("cuts texts in attributes of every place, also inside of lists, never a character in two", () => {
  const nested = { type: "array", value: [{ type: "string", value: "long text" }] } as const;
  const span = spanOf(
    "shop:x 0..1",
    { text: "long text", nested, face: "abc🐙", short: "1234" },
    { r: "long text" },
  );
  const limited = processorOf({ limits: { attributeChars: 4 } })(span);
  expect(plain(limited?.attributes)).toEqual({
    text: "long",
    nested: [{ type: "string", value: "long" }],
    face: "abc",
    short: "1234",
  });
  expect(plain(limited?.resource.attributes)["r"]).toBe("long");
});

it("leaves a span as it is without limits", () => {
  const span = spanOf("shop:x 0..1", { a: "text" });
  expect(processorOf({ limits: {} })(span)).toEqual(span);
});
