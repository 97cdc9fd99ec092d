import { parseAttributeText, type Attribute, type Resource, type Scope } from "@spanhouse/model";
import type { Engine } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { DEFINITIONS_CACHED_MAX } from "../limits.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { QueryOptions } from "../connection/engine.ts";
import { rowReader } from "./row-binary.ts";

/**
 * Resources and scopes by their content hash. What an id means never changes, so what was read once is
 * kept in memory, and spans of one resource share its object.
 */
export interface Definitions {
  resources(
    tenant: string,
    ids: ReadonlySet<string>,
    options: QueryOptions,
  ): Promise<ReadonlyMap<string, Resource>>;
  scopes(
    tenant: string,
    ids: ReadonlySet<string>,
    options: QueryOptions,
  ): Promise<ReadonlyMap<string, Scope>>;
  /** Those of the ids that are not in memory. */
  unknown(tenant: string, kind: DefinitionKind, ids: Iterable<string>): readonly string[];
  /** Remembers what an id stands for, from elsewhere than the tables: the text is what a block has. */
  learn(tenant: string, kind: DefinitionKind, id: string, text: string): void;
}

export type DefinitionKind = "resource" | "scope";

export function definitionReader(engine: Engine, layout: Layout): Definitions {
  const resources = definitionCache(engine, {
    table: qualified(layout, "resources"),
    idColumn: "resource_id",
    parse: parseResource,
  });
  const scopes = definitionCache(engine, {
    table: qualified(layout, "scopes"),
    idColumn: "scope_id",
    parse: parseScope,
  });
  const cacheOf = { resource: resources, scope: scopes };
  return {
    resources: (tenant, ids, options) => resources.read(tenant, ids, options),
    scopes: (tenant, ids, options) => scopes.read(tenant, ids, options),
    unknown: (tenant, kind, ids) => cacheOf[kind].unknown(tenant, ids),
    learn: (tenant, kind, id, text) => cacheOf[kind].learn(tenant, id, text),
  };
}

interface DefinitionCache<T> {
  read(
    tenant: string,
    ids: ReadonlySet<string>,
    options: QueryOptions,
  ): Promise<ReadonlyMap<string, T>>;
  unknown(tenant: string, ids: Iterable<string>): readonly string[];
  learn(tenant: string, id: string, text: string): void;
}

function definitionCache<T>(
  engine: Engine,
  of: { readonly table: string; readonly idColumn: string; readonly parse: (text: string) => T },
): DefinitionCache<T> {
  const known = new Map<string, T>();

  async function fetch(
    tenant: string,
    ids: readonly string[],
    options: QueryOptions,
  ): Promise<void> {
    const sql =
      `SELECT ${of.idColumn}, any(definition) FROM ${of.table} ` +
      `WHERE tenant = {tenant:String} AND ${of.idColumn} IN (${ids.map(idLiteral).join(", ")}) ` +
      `GROUP BY ${of.idColumn}`;
    const row = rowReader(await engine.read({ sql, parameters: { tenant } }, options));
    while (!row.isAtEnd()) {
      const id = row.hex(16);
      known.set(`${tenant}/${id}`, of.parse(row.text()));
    }
  }

  function unknown(tenant: string, ids: Iterable<string>): readonly string[] {
    return [...ids].filter((id) => !known.has(`${tenant}/${id}`));
  }

  return {
    async read(tenant, ids, options) {
      const missing = unknown(tenant, ids);
      if (missing.length > 0) await fetch(tenant, missing, options);
      const found = new Map<string, T>();
      for (const id of ids) {
        const definition = known.get(`${tenant}/${id}`);
        if (definition !== undefined) found.set(id, definition);
      }
      forgetOldest(known);
      return found;
    },
    unknown,
    learn: (tenant, id, text) => {
      known.set(`${tenant}/${id}`, of.parse(text));
    },
  };
}

function forgetOldest(known: Map<string, unknown>): void {
  for (const key of known.keys()) {
    if (known.size <= DEFINITIONS_CACHED_MAX) return;
    known.delete(key);
  }
}

/** `{"schemaUrl":"","dropped":0,"attributes":[["key",<tagged value>],…]}` */
function parseResource(text: string): Resource {
  const { attributes, dropped, schemaUrl } = JSON.parse(text) as DefinitionJson;
  return { attributes: attributes.map(toAttribute), droppedAttributesCount: dropped, schemaUrl };
}

/** The same with `name` and `version`. */
function parseScope(text: string): Scope {
  const { name = "", version = "" } = JSON.parse(text) as DefinitionJson;
  return { name, version, ...parseResource(text) };
}

interface DefinitionJson {
  readonly schemaUrl: string;
  readonly dropped: number;
  readonly attributes: readonly (readonly [string, unknown])[];
  readonly name?: string;
  readonly version?: string;
}

function toAttribute([key, tagged]: readonly [string, unknown]): Attribute {
  const parsed = parseAttributeText(JSON.stringify(tagged));
  return {
    key,
    value: parsed.ok ? parsed.value : { type: "string", value: JSON.stringify(tagged) },
  };
}
