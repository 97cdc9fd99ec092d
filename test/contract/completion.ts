import type { Span } from "@spanhouse/model";
import { expect, it } from "vitest";
import { dayOf } from "../support/spool-file.ts";
import { attributesOf, resourceOf, testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** What is offered while somebody types. */
export function completionContract(under: () => StoreUnderTest): void {
  const scopeOf = (values: Parameters<typeof attributesOf>[0]): Span["scope"] => ({
    ...testSpan().scope,
    attributes: attributesOf(values),
  });

  async function keysOf(tenant: string, prefix = "", limit = 100): Promise<string[]> {
    const { items } = await under().store.completion.keys({ tenant, prefix, limit });
    return items.map(({ key, level, types }) => `${level} ${key} ${types.join("+")}`);
  }

  async function valuesOf(tenant: string, key: string, prefix = ""): Promise<string[]> {
    const { items } = await under().store.completion.values({ tenant, key, prefix, limit: 100 });
    return items.map(({ text, type }) => `${type} ${text}`);
  }

  it("knows the keys of spans, events, resources and scopes with their types, promoted or not", async () => {
    const tenant = under().newTenant();
    const attributes = attributesOf({
      "http.request.method": "GET",
      "http.response.status_code": 200n,
      text: "a",
      whole: 5n,
      broken: 2.5,
      yes: true,
      list: { type: "array", value: [] },
    });
    const event = {
      ...{ timeUnixNano: 1n, name: "e", droppedAttributesCount: 0 },
      attributes: attributesOf({ "exception.type": "Oops", attempt: 3n }),
    };
    await under().insert(tenant, [
      testSpan({
        ...{ attributes, events: [event] },
        resource: resourceOf("cart", { zone: "a-1", cores: 8n, load: 0.5, spot: false }),
        scope: scopeOf({ flavour: "mild" }),
      }),
      testSpan({ attributes: attributesOf({ whole: "five" }), resource: resourceOf("cart") }),
    ]);
    expect((await keysOf(tenant)).sort()).toEqual([
      "event attempt other",
      "event exception.type string",
      "resource cores int",
      "resource load double",
      "resource service.name string",
      "resource spot bool",
      "resource zone string",
      "scope flavour string",
      "span broken double",
      "span http.request.method string",
      "span http.response.status_code int",
      "span list other",
      "span text string",
      "span whole string+int",
      "span yes bool",
    ]);
    expect(await valuesOf(tenant, "whole")).toEqual(["int 5", "string five"]);
    for (const [key, values] of [
      ["http.request.method", ["string GET"]],
      ["http.response.status_code", ["int 200"]],
      ["broken", ["double 2.5"]],
      ["yes", ["bool true"]],
      ["list", []],
      ["zone", ["string a-1"]],
      ["cores", ["int 8"]],
      ["load", ["double 0.5"]],
      ["spot", ["bool false"]],
      ["flavour", ["string mild"]],
      ["exception.type", ["string Oops"]],
      ["nobody", []],
    ] as const) {
      expect(await valuesOf(tenant, key), key).toEqual(values);
    }
    const levels = ["scope", "event"] as const;
    const some = await under().store.completion.keys({ tenant, prefix: "", limit: 9, levels });
    expect(some.items.map(({ key }) => key).sort()).toEqual([
      "attempt",
      "exception.type",
      "flavour",
    ]);
  });

  it("takes a prefix in any case, and offers the last received first, then the most used", async () => {
    const tenant = under().newTenant();
    const today = dayOf(Date.now());
    const of = (value: string, times: number): Span[] =>
      Array.from({ length: times }, () => testSpan({ attributes: attributesOf({ Stadt: value }) }));
    await under().insert(tenant, [...of("Köln", 9), ...of("Kleve", 1)], today - 1);
    await under().insert(tenant, [...of("KONSTANZ", 1), ...of("Konz", 3), ...of("Ulm", 5)], today);
    expect(await valuesOf(tenant, "Stadt")).toEqual(
      ["Ulm", "Konz", "KONSTANZ", "Köln", "Kleve"].map((city) => `string ${city}`),
    );
    expect(await valuesOf(tenant, "Stadt", "ko")).toEqual(["string Konz", "string KONSTANZ"]);
    expect(await valuesOf(tenant, "Stadt", "KÖ")).toEqual(["string Köln"]);
    expect(await keysOf(tenant, "sTa")).toEqual(["span Stadt string"]);
    expect(await keysOf(tenant, "%")).toEqual([]);
    const { items, limited } = await under().store.completion.values({
      ...{ tenant, key: "Stadt", prefix: "", limit: 2 },
    });
    expect([items.length, limited]).toEqual([2, true]);
    const all = { tenant, key: "Stadt", prefix: "", limit: 5 };
    expect((await under().store.completion.values(all)).limited).toBe(false);
  });

  it("offers services and operations", async () => {
    const tenant = under().newTenant();
    await under().insert(tenant, [
      testSpan({ resource: resourceOf("cart"), name: "GET /cart", kind: 2 }),
      testSpan({ resource: resourceOf("cart"), name: "GET /cart", kind: 3 }),
      testSpan({ resource: resourceOf("Checkout"), name: "get stock" }),
      testSpan({ resource: resourceOf("Checkout"), name: "pay" }),
    ]);
    const { completion } = under().store;
    const names = (answer: { items: readonly { name: string }[] }): string[] =>
      answer.items.map(({ name }) => name);
    const question = { tenant, limit: 10 };
    expect(names(await completion.services({ ...question, prefix: "c" }))).toEqual([
      "Checkout",
      "cart",
    ]);
    expect(names(await completion.services({ ...question, prefix: "che" }))).toEqual(["Checkout"]);
    expect(names(await completion.operations({ ...question, prefix: "get" }))).toEqual([
      "GET /cart",
      "get stock",
    ]);
    const own = { ...question, prefix: "", service: "cart" };
    expect(names(await completion.operations(own))).toEqual(["GET /cart"]);
  });

  it("keeps little of keys and values without end, and still what is frequent", async () => {
    const tenant = under().newTenant();
    const spans = Array.from({ length: 12_000 }, (_, index) =>
      testSpan({
        attributes: attributesOf({
          user: `user-${index}`,
          plan: index % 2 === 0 ? "free" : "paid",
          [`random.${index}`]: 1n,
          essay: "x".repeat(129),
          ["k".repeat(257)]: "long key",
        }),
      }),
    );
    await under().insert(tenant, spans.slice(0, 6_000));
    await under().insert(tenant, spans.slice(6_000));
    const rows = async (table: string): Promise<number> =>
      Number(
        (
          await under().engine.sql(`SELECT count() FROM {db}.${table} WHERE tenant = '${tenant}'`)
        )[0]![0],
      );
    expect(await rows("completion_values")).toBeLessThanOrEqual(2 * 8_192);
    const users = "SELECT count() FROM {db}.completion_values WHERE key = 'user' AND tenant = ";
    expect(Number((await under().engine.sql(`${users}'${tenant}'`))[0]![0])).toBeLessThanOrEqual(
      128,
    );
    expect(await keysOf(tenant, "service")).toEqual(["resource service.name string"]);
    expect((await keysOf(tenant, "", 3)).sort()).toEqual([
      "span essay string",
      "span plan string",
      "span user string",
    ]);
    expect((await valuesOf(tenant, "plan")).sort()).toEqual(["string free", "string paid"]);
    expect(await valuesOf(tenant, "essay")).toEqual([]);
    expect(await keysOf(tenant, "kkk")).toEqual([]);
  });

  it("fills no more than the slots of a key, however many inserts bring new values", async () => {
    const tenant = under().newTenant();
    const value = `toString(number)`;
    await under().engine.sql(
      "INSERT INTO {db}.completion_values (tenant, level, type, key, value, received_on, span_count) " +
        `SELECT '${tenant}', 0, 0, 'user', ${value}, today(), 1 FROM numbers(200000)`,
    );
    await under().engine.sql(
      "INSERT INTO {db}.completion_keys (tenant, level, type, key, received_on, span_count) " +
        `SELECT '${tenant}', 0, 0, ${value}, today(), 1 FROM numbers(400000)`,
    );
    for (const [table, slots] of [
      ["completion_values", 2_048],
      ["completion_keys", 65_536],
    ] as const) {
      await under().merge(table);
      const count = `SELECT count() FROM {db}.${table} WHERE tenant = '${tenant}'`;
      expect(Number((await under().engine.sql(count))[0]![0])).toBeLessThanOrEqual(slots);
    }
  });
}
