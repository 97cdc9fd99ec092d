import {
  allOf,
  attributeTextIs,
  evaluateSpanPredicate,
  EVERY_SPAN,
  fieldIs,
  serviceNameOf,
  type Attribute,
  type AttributeValue,
  type Span,
  type SpanPredicate,
} from "@spanhouse/model";
import type { AttributeQuestion, TimeRange } from "@spanhouse/storage";
import { expect, it } from "vitest";
import { Random } from "../bench/traffic/random.ts";
import { resourceOf, testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const MINUTE = 60_000_000_000n;
const END = ((BigInt(Date.now()) * 1_000_000n) / MINUTE) * MINUTE;
/** Several windows of the search. */
const START = END - 300n * MINUTE;
const TIME: TimeRange = { fromUnixNano: START, toUnixNano: END };

/** Counts over all matching spans, against the same counts made one span at a time. */
export function exploreContract(under: () => StoreUnderTest): void {
  const spans = randomSpans(1, 600);
  let tenant: string | undefined;
  async function stored(): Promise<string> {
    if (tenant !== undefined) return tenant;
    tenant = under().newTenant();
    await under().insert(tenant, spans.slice(0, 250));
    await under().insert(tenant, spans.slice(250));
    return tenant;
  }

  const questions: Readonly<Record<string, SpanPredicate>> = {
    "every span": EVERY_SPAN,
    "a promoted key": attributeTextIs("http.route", "/cart"),
    "a promoted key with values in maps": attributeTextIs("http.response.status_code", "500"),
    "a key without a column": attributeTextIs("shelf", "3"),
    "a service and errors": allOf([fieldIs("service", "=", "cart"), fieldIs("status", "=", 2)]),
    "not a promoted key": { type: "not", of: attributeTextIs("http.route", "/cart") },
  };

  it.each(Object.entries(questions))("counts by start and duration: %s", async (_, where) => {
    const question = { tenant: await stored(), time: TIME, where, columns: 17 };
    const { cells, columnNano, fromUnixNano, spanCount, partial } =
      await under().store.explore.readHeatmap(question);
    const matching = spans.filter((span) => evaluateSpanPredicate(where, span));
    expect(matching.length).toBeGreaterThan(5);
    expect([partial, fromUnixNano, spanCount]).toEqual([undefined, START, matching.length]);
    expect(columnNano).toBe((END - START + 16n) / 17n);
    const expected = new Map<string, { spanCount: number; errorCount: number }>();
    for (const span of matching) {
      const column = (span.startUnixNano - START) / columnNano;
      const nano = Number(span.endUnixNano - span.startUnixNano);
      let row = 0;
      while (nano >= 1 && nano >= 2 ** (row / 2)) row += 1;
      const key = `${column}/${row}`;
      const cell = expected.get(key) ?? { spanCount: 0, errorCount: 0 };
      expected.set(key, cell);
      cell.spanCount += 1;
      if (span.statusCode === 2) cell.errorCount += 1;
    }
    const found = new Map(
      cells.map(({ column, row, ...cell }) => {
        expect(matching.some(({ traceId }) => traceId === cell.traceId)).toBe(true);
        return [
          `${column}/${row}`,
          { spanCount: cell.spanCount, errorCount: cell.errorCount },
        ] as const;
      }),
    );
    expect(found).toEqual(expected);
  });

  it.each(Object.entries(questions))("compares attributes: %s", async (_, where) => {
    const slow = fieldIs("duration", ">=", 5_000_000n);
    const from = START + 40n * MINUTE;
    const question: AttributeQuestion = {
      ...{ tenant: await stored(), time: TIME, where, keysMax: 100, valuesMax: 1_000 },
      selected: { time: { fromUnixNano: from, toUnixNano: END }, where: slow },
    };
    const answer = await under().store.explore.compareAttributes(question);
    const matching = spans.filter((span) => evaluateSpanPredicate(where, span));
    const isSelected = (span: Span): boolean =>
      span.startUnixNano >= from && evaluateSpanPredicate(slow, span);
    const selected = matching.filter(isSelected);
    const others = matching.filter((span) => !isSelected(span));
    expect([answer.selectedCount, answer.otherCount]).toEqual([selected.length, others.length]);
    expect([answer.partial, answer.leftOutValues]).toEqual([undefined, false]);
    const count = (some: readonly Span[], text: string): number =>
      some.filter((span) => valuesOf(span).includes(text)).length;
    const texts = new Set(matching.flatMap(valuesOf));
    const expected = [...texts].map(
      (text) => [text, count(selected, text), count(others, text)] as const,
    );
    const found = answer.attributes.flatMap(({ level, key, values }) =>
      values.map(
        (one) => [`${level} ${key}=${one.text}`, one.selectedCount, one.otherCount] as const,
      ),
    );
    // What does not differ at all is left out.
    const known = new Set(answer.attributes.map(({ level, key }) => `${level} ${key}`));
    const isKnown = ([text]: readonly [string, ...unknown[]]): boolean =>
      known.has(text.slice(0, text.indexOf("=")));
    expect(found.toSorted()).toEqual(expected.filter(isKnown).toSorted());
    const shares = answer.attributes.map(({ values }) => {
      const { selectedCount, otherCount } = values[0]!;
      return Math.abs(selectedCount / selected.length - otherCount / others.length);
    });
    expect(answer.attributes.map(({ difference }) => difference)).toEqual(shares);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  });

  it("finds what the slow spans have in common", async () => {
    const answer = await under().store.explore.compareAttributes({
      ...{ tenant: await stored(), time: TIME, where: EVERY_SPAN, keysMax: 1, valuesMax: 1 },
      selected: { time: TIME, where: fieldIs("duration", ">=", 50_000_000n) },
    });
    const [first] = answer.attributes;
    expect([first!.level, first!.key, first!.values[0]!.text]).toEqual(["span", "shelf", "3"]);
  });

  it("refuses more attributes than are looked up, those of the selection included", async () => {
    const keys = (count: number, name: string): SpanPredicate =>
      allOf(Array.from({ length: count }, (_, index) => attributeTextIs(`${name}${index}`, "x")));
    const spans = { tenant: await stored(), time: TIME, where: keys(40, "where") };
    const { explore } = under().store;
    const tooLarge = { code: "QUERY_TOO_LARGE" };
    const many = { ...spans, where: keys(70, "where") };
    await expect(explore.readHeatmap({ ...many, columns: 4 })).rejects.toMatchObject(tooLarge);
    const selected = { time: TIME, where: keys(40, "selected") };
    const both = { ...spans, selected, keysMax: 1, valuesMax: 1 };
    await expect(explore.compareAttributes(both)).rejects.toMatchObject(tooLarge);
    await expect(explore.readHeatmap({ ...spans, columns: 4 })).resolves.toMatchObject({
      spanCount: 0,
    });
  });

  it("says what it has not seen when its time is over", async () => {
    const question = { tenant: await stored(), time: TIME, where: EVERY_SPAN, columns: 4 };
    await under().reopen({}, 0);
    const heatmap = await under().store.explore.readHeatmap(question);
    await under().reopen();
    expect(heatmap.partial).toMatch(
      /^it took too long: only spans that start at 20.* or later were counted$/,
    );
    expect(heatmap.spanCount).toBeLessThan(spans.length);
  });
}

/** `level key=value` of everything that is compared. */
function valuesOf(span: Span): string[] {
  const texts = (level: string, attributes: readonly Attribute[]): string[] =>
    attributes.map(({ key, value }) => `${level} ${key}=${textOf(value)}`);
  return [
    `field service=${serviceNameOf(span.resource)}`,
    `field operation=${span.name}`,
    `field kind=${span.kind}`,
    `field status=${span.statusCode}`,
    ...texts("span", span.attributes),
    ...texts("resource", span.resource.attributes),
  ];
}

function textOf(value: AttributeValue): string {
  if (value.type === "string") return value.value;
  return value.type === "int" || value.type === "bool" ? String(value.value) : "";
}

/** Every third shelf is slow. */
function randomSpans(seed: number, count: number): readonly Span[] {
  const random = new Random(seed);
  const resources = ["cart", "stock", "web"].flatMap((service) =>
    ["a", "b"].map((host) => resourceOf(service, { "host.name": host })),
  );
  return Array.from({ length: count }, (_, index): Span => {
    const shelf = random.between(1, 6);
    const slow = shelf === 3 ? 20 : 1;
    const startUnixNano = START + BigInt(random.between(0, 299)) * MINUTE + BigInt(index);
    const nanos = random.chance(0.05) ? 0 : random.between(1, 5_000_000) * slow;
    const status = random.pick([200, 404, 500]);
    const attributes: Attribute[] = [
      { key: "shelf", value: { type: "string", value: String(shelf) } },
      { key: "http.route", value: { type: "string", value: random.pick(["/cart", "/stock"]) } },
      {
        key: "http.response.status_code",
        value: random.chance(0.2)
          ? { type: "string", value: String(status) }
          : { type: "int", value: BigInt(status) },
      },
      { key: "cached", value: { type: "bool", value: random.chance(0.5) } },
    ];
    return testSpan({
      ...{ name: random.pick(["GET", "PUT"]), kind: random.between(1, 3), attributes },
      ...{ startUnixNano, endUnixNano: startUnixNano + BigInt(nanos) },
      statusCode: random.chance(0.1) ? 2 : 0,
      resource: random.pick(resources),
    });
  });
}
