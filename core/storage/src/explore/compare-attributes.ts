import { formatAttributeText, type AttributeValue } from "@spanhouse/model";
import type { Query } from "../connection/engine.ts";
import { identifier, stringLiteral } from "../connection/sql-literal.ts";
import {
  EXPLORE_RESOURCES_MAX,
  EXPLORE_VALUE_CHARACTERS_MAX,
  EXPLORE_VALUES_MAX,
} from "../limits.ts";
import type { Definitions } from "../read/definitions.ts";
import { rowReader } from "../read/row-binary.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import type { PositivePredicate } from "../search/positive-predicate.ts";
import { checkedPredicate } from "../search/prepare-search.ts";
import { overEachMatch, type SearchWindow } from "../search/search-sql.ts";
import { spanSql } from "../search/span-sql.ts";
import type { SqlParameters } from "../search/sql-parameters.ts";
import { clampRange } from "../search/time-windows.ts";
import type { AttributeComparison, AttributeQuestion } from "./explore-reader.ts";
import { overWindows, type ExploreContext } from "./over-windows.ts";
import { ValueCounts } from "./value-counts.ts";

/**
 * Counts, for each value of each attribute, in how many selected and other spans it is. Two questions per window:
 *
 *   1. service, operation, kind, status, resource   few values, by grouping sets
 *   2. the spans' own attributes                    a row per attribute, then grouped
 *
 * Resources are counted by their id, and their attributes added up here.
 */
export async function compareAttributes(
  context: ExploreContext,
  definitions: Definitions,
  question: AttributeQuestion,
): Promise<AttributeComparison> {
  const selected = checkedPredicate(question.selected.where);
  const counts = new ValueCounts();
  const resources = new Map<string, [selected: number, others: number]>();
  const partial = await overWindows(
    context,
    question,
    [selected],
    (window) => queries(context, window, question, selected),
    ([fields, attributes]) => {
      addFields(counts, resources, fields!);
      addAttributes(counts, attributes!);
    },
  );
  await addResources(context, definitions, question.tenant, resources, counts);
  const all = counts.compared(question.keysMax, question.valuesMax);
  return partial === undefined ? all : { ...all, partial };
}

function queries(
  { layout }: ExploreContext,
  window: SearchWindow,
  { selected }: AttributeQuestion,
  where: PositivePredicate,
): readonly (Query | undefined)[] {
  const isSelected = (parameters: SqlParameters): string => {
    const time = clampRange(selected.time);
    if (time === undefined) return "0";
    const { definitions } = window;
    const condition = spanSql(where, { parameters, definitions, maps: "everywhere" });
    const from = parameters.add(time.fromUnixNano, "UInt64");
    const to = parameters.add(time.toUnixNano, "UInt64");
    return `(start_unix_nano >= ${from} AND start_unix_nano < ${to} AND ${condition})`;
  };
  return [
    overEachMatch(
      layout,
      window,
      (parameters) =>
        `${isSelected(parameters)} AS selected, service_name, name, kind, status_code, resource_id`,
      (matches) => [
        "SELECT toUInt8(multiIf(grouping(service_name) = 0, 0, grouping(name) = 0, 1, grouping(kind) = 0, 2,",
        "    grouping(status_code) = 0, 3, 4)) AS field,",
        "  multiIf(field = 0, toString(service_name), field = 1, toString(name), field = 2, toString(kind),",
        "    field = 3, toString(status_code), lower(hex(resource_id))) AS value,",
        "  countIf(selected), countIf(NOT selected)",
        `FROM (${matches})`,
        "GROUP BY GROUPING SETS ((service_name), (name), (kind), (status_code), (resource_id))",
        `SETTINGS max_rows_to_group_by = ${EXPLORE_VALUES_MAX}, group_by_overflow_mode = 'any'`,
      ],
    ),
    overEachMatch(
      layout,
      window,
      (parameters) => `${isSelected(parameters)} AS selected, ${KEYS} AS ks, ${VALUES} AS vs`,
      (matches) => [
        "SELECT k, v, countIf(selected), countIf(NOT selected)",
        `FROM (${matches})`,
        "ARRAY JOIN ks AS k, vs AS v",
        "WHERE v != ''",
        "GROUP BY k, v",
        `SETTINGS max_rows_to_group_by = ${EXPLORE_VALUES_MAX}, group_by_overflow_mode = 'any'`,
      ],
    ),
  ];
}

const MAPS = ["string", "int", "double", "bool", "other"].map((type) => `attributes_${type}`);

/** Of every attribute of a span, whether it is in a map or has a column; "" where it has none. */
const KEYS =
  "arrayConcat(" +
  [
    ...MAPS.map((map) => `CAST(mapKeys(${map}), 'Array(String)')`),
    `[${PROMOTED_SPAN_ATTRIBUTES.map(({ key }) => stringLiteral(key)).join(", ")}]`,
  ].join(", ") +
  ")";

const VALUES =
  "arrayMap(one -> leftUTF8(one, " +
  `${EXPLORE_VALUE_CHARACTERS_MAX}), arrayConcat(` +
  [
    "mapValues(attributes_string)",
    ...["int", "double", "bool"].map(
      (type) => `arrayMap(one -> toString(one), mapValues(attributes_${type}))`,
    ),
    "mapValues(attributes_other)",
    `[${PROMOTED_SPAN_ATTRIBUTES.map(({ key, type }) =>
      type === "uint16"
        ? `if(${identifier(key)} = 0, '', toString(${identifier(key)}))`
        : `toString(${identifier(key)})`,
    ).join(", ")}]`,
  ].join(", ") +
  "))";

const FIELDS = ["service", "operation", "kind", "status"] as const;

function addFields(
  counts: ValueCounts,
  resources: Map<string, [number, number]>,
  bytes: Uint8Array,
): void {
  const row = rowReader(bytes);
  let rows = 0;
  while (!row.isAtEnd()) {
    const field = FIELDS[row.uint8()];
    const value = row.text();
    const [selected, others] = [Number(row.uint64()), Number(row.uint64())];
    rows += 1;
    if (field === undefined) {
      if (!resources.has(value) && resources.size >= EXPLORE_RESOURCES_MAX) {
        counts.leaveOut();
        continue;
      }
      const known = resources.get(value) ?? [0, 0];
      resources.set(value, [known[0] + selected, known[1] + others]);
    } else {
      if (field === "kind") counts.addSpans(selected, others);
      counts.add("field", field, value, selected, others);
    }
  }
  if (rows >= EXPLORE_VALUES_MAX) counts.leaveOut();
}

function addAttributes(counts: ValueCounts, bytes: Uint8Array): void {
  const row = rowReader(bytes);
  let rows = 0;
  while (!row.isAtEnd()) {
    const [key, value] = [row.text(), row.text()];
    counts.add("span", key, value, Number(row.uint64()), Number(row.uint64()));
    rows += 1;
  }
  if (rows >= EXPLORE_VALUES_MAX) counts.leaveOut();
}

async function addResources(
  { options }: ExploreContext,
  definitions: Definitions,
  tenant: string,
  counted: ReadonlyMap<string, readonly [number, number]>,
  counts: ValueCounts,
): Promise<void> {
  const ids = [...counted.keys()];
  for (let at = 0; at < ids.length; at += RESOURCES_AT_ONCE) {
    const some = new Set(ids.slice(at, at + RESOURCES_AT_ONCE));
    for (const [id, { attributes }] of await definitions.resources(tenant, some, options)) {
      const [selected, others] = counted.get(id)!;
      for (const { key, value } of attributes) {
        const text = textOf(value).slice(0, EXPLORE_VALUE_CHARACTERS_MAX);
        counts.add("resource", key, text, selected, others);
      }
    }
  }
}

/** Ids of one question. */
const RESOURCES_AT_ONCE = 1_000;

/** As the engine writes it for attributes of spans. */
function textOf(value: AttributeValue): string {
  if (value.type === "string") return value.value;
  const isPlain = value.type === "int" || value.type === "double" || value.type === "bool";
  return isPlain ? String(value.value) : formatAttributeText(value);
}
