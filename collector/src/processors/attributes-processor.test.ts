import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { plain, processorOf, spanOf } from "./testing/processor-of.ts";

type Actions = NonNullable<Parameters<typeof processorOf>[0]["attributes"]>["actions"];

function edit(actions: Actions, attributes: Parameters<typeof spanOf>[1]): Record<string, unknown> {
  return plain(
    processorOf({ attributes: { actions } })(spanOf("a:b 0..1", attributes))?.attributes,
  );
}

describe("an action", () => {
  it("inserts what is not there, updates what is, upserts either", () => {
    expect(
      edit(
        [
          { action: "insert", key: "a", value: "new" },
          { action: "insert", key: "b", value: 1 },
          { action: "update", key: "a", value: true },
          { action: "update", key: "c", value: "none" },
          { action: "upsert", key: "d", value: 0.5 },
        ],
        { a: "old" },
      ),
    ).toEqual({ a: true, b: 1n, d: 0.5 });
  });
  it("copies from another attribute, and does nothing when there is none", () => {
    expect(
      edit(
        [
          { action: "upsert", key: "b", fromKey: "a" },
          { action: "upsert", key: "c", fromKey: "z" },
        ],
        { a: 5n },
      ),
    ).toEqual({ a: 5n, b: 5n });
  });
  it("deletes by key and by pattern", () => {
    expect(
      edit(
        [
          { action: "delete", key: "a" },
          { action: "delete", keyPattern: "^http\\.request\\.header\\." },
        ],
        { a: "1", b: "2", "http.request.header.cookie": "3", "x.http.request.header.y": "4" },
      ),
    ).toEqual({ b: "2", "x.http.request.header.y": "4" });
  });
  it("hashes salt and value with SHA-256, whatever the type", () => {
    expect(
      edit(
        [
          { action: "hash", key: "user", salt: "s" },
          { action: "hash", keyPattern: "id$" },
        ],
        { user: "ann", id: 7n },
      ),
    ).toEqual({ user: hash("sha256", "sann"), id: hash("sha256", "7") });
  });
  it("renames in place and over what had the name", () => {
    const span = spanOf("a:b 0..1", { a: "1", b: "2", c: "3" });
    const renamed = processorOf({
      attributes: { actions: [{ action: "rename", key: "a", to: "c" }] },
    });
    expect(
      renamed(span)?.attributes.map(({ key, value }) => [key, plain([{ key, value }])[key]]),
    ).toEqual([
      ["c", "1"],
      ["b", "2"],
    ]);
  });
});

it("leaves the span object alone when nothing changes", () => {
  const span = spanOf("a:b 0..1", { a: "1" });
  const idle = processorOf({
    attributes: {
      actions: [
        { action: "delete", key: "b" },
        { action: "rename", key: "b", to: "c" },
        { action: "hash", key: "b" },
        { action: "insert", key: "a", value: "2" },
      ],
    },
  });
  expect(idle(span)).toBe(span);
});

it("acts only when its condition holds", () => {
  const only = processorOf({
    attributes: {
      when: { services: ["a"], kinds: ["server"] },
      actions: [{ action: "insert", key: "seen", value: true }],
    },
  });
  expect(plain(only(spanOf("a:b 0..1 server"))?.attributes)).toEqual({ seen: true });
  expect(plain(only(spanOf("a:b 0..1 client"))?.attributes)).toEqual({});
  expect(plain(only(spanOf("x:b 0..1 server"))?.attributes)).toEqual({});
});

it("edits a resource once for the spans that share it", () => {
  const deploy = processorOf({
    resource: { actions: [{ action: "upsert", key: "deployment.environment", value: "test" }] },
  });
  const span = spanOf("a:b 0..1");
  const [one, two] = [deploy(span), deploy({ ...span, name: "other" })];
  expect(plain(one?.resource.attributes)).toEqual({
    "service.name": "a",
    "deployment.environment": "test",
  });
  expect(one?.resource).toBe(two?.resource);
});
