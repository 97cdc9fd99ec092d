import { onCluster, qualified, type Layout } from "./layout.ts";

/**
 * The attributes of resources and scopes with their types, in maps named as those of spans, so that a
 * search asks all three the same way. They are made of the definition, which has everything: when a row
 * is written, and for older rows whenever they are read.
 */

/** Attributes are pairs: `["service.name","cart"]`, `["n",{"int":"1"}]`; see block/definition-text.ts. */
const PAIRS = "JSONExtractArrayRaw(definition, 'attributes')";
const KEY = "JSONExtractString(pair, 1)";
const IS_TAGGED = "JSONType(pair, 2) = 'Object'";
const IS_NUMBER = "JSONType(pair, 2) IN ('Int64', 'UInt64', 'Double')";

/** A map of the attributes for which `isOfType` holds. */
function mapOf(isOfType: string, value: string): string {
  return (
    `mapFromArrays(arrayMap(pair -> ${KEY}, arrayFilter(pair -> ${isOfType}, ${PAIRS})), ` +
    `arrayMap(pair -> ${value}, arrayFilter(pair -> ${isOfType}, ${PAIRS})))`
  );
}

const ATTRIBUTE_COLUMNS = [
  {
    name: "attributes_string",
    type: "Map(LowCardinality(String), String)",
    value: mapOf("JSONType(pair, 2) = 'String'", "JSONExtractString(pair, 2)"),
  },
  {
    name: "attributes_int",
    type: "Map(LowCardinality(String), Int64)",
    value: mapOf(
      `${IS_TAGGED} AND JSONHas(pair, 2, 'int')`,
      "toInt64OrZero(JSONExtractString(pair, 2, 'int'))",
    ),
  },
  {
    name: "attributes_double",
    type: "Map(LowCardinality(String), Float64)",
    value: mapOf(
      `${IS_NUMBER} OR (${IS_TAGGED} AND JSONHas(pair, 2, 'double'))`,
      `if(${IS_NUMBER}, JSONExtractFloat(pair, 2), toFloat64OrZero(JSONExtractString(pair, 2, 'double')))`,
    ),
  },
  {
    name: "attributes_bool",
    type: "Map(LowCardinality(String), Bool)",
    value: mapOf("JSONType(pair, 2) = 'Bool'", "JSONExtractBool(pair, 2) = 1"),
  },
  {
    // As the engine writes JSON, which is not always as we do: only to be compared with what it wrote.
    name: "attributes_other",
    type: "Map(LowCardinality(String), String)",
    value: mapOf(
      `JSONType(pair, 2) IN ('Array', 'Null') OR (${IS_TAGGED} AND (JSONHas(pair, 2, 'list') OR JSONHas(pair, 2, 'bytes')))`,
      "JSONExtractRaw(pair, 2)",
    ),
  },
];

const FIELD_COLUMNS = {
  schema_url: "JSONExtractString(definition, 'schemaUrl')",
  name: "JSONExtractString(definition, 'name')",
  version: "JSONExtractString(definition, 'version')",
};

/** Adds the columns to both tables. */
export function addTypedDefinitions(layout: Layout): readonly string[] {
  return [
    addColumns(layout, "resources", ["schema_url"]),
    addColumns(layout, "scopes", ["name", "version", "schema_url"]),
  ];
}

function addColumns(
  layout: Layout,
  table: string,
  fields: readonly (keyof typeof FIELD_COLUMNS)[],
): string {
  const columns = [
    ...fields.map((name) => ({ name, type: "String", value: FIELD_COLUMNS[name] })),
    ...ATTRIBUTE_COLUMNS,
  ];
  const added = columns.map(
    ({ name, type, value }) => `  ADD COLUMN IF NOT EXISTS \`${name}\` ${type} DEFAULT ${value}`,
  );
  return `ALTER TABLE ${qualified(layout, table)}${onCluster(layout)}\n${added.join(",\n")}`;
}
