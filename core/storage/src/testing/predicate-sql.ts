import type { SpanPredicate } from "@spanhouse/model";
import type { Engine } from "../connection/engine.ts";
import { withLiterals } from "../connection/sql-literal.ts";
import type { Layout } from "../schema/layout.ts";
import { definitionLeaves, leafKey, type DefinitionLeaf } from "../search/definition-leaves.ts";
import {
  definitionSubquery,
  matchDefinitions,
  type DefinitionConditions,
} from "../search/definition-match.ts";
import type { PositivePredicate } from "../search/positive-predicate.ts";
import { toPositive } from "../search/to-positive.ts";
import { promotedMask, spanSql, type SpanSqlContext } from "../search/span-sql.ts";
import { SqlParameters } from "../search/sql-parameters.ts";

/** SQL that says of a row of `spans` whether a predicate holds. Values are in the text. */
export interface PredicateSql {
  /** As the question that reads all maps has it. */
  readonly whole: string;
  /** As the question that reads columns only has it, and in which rows it is asked; undefined when it is the same. */
  readonly byColumns: { readonly sql: string; readonly isAsked: string } | undefined;
}

/** Of each predicate. Resources and scopes are named, as `read` finds them, or collected by subqueries. */
export async function predicatesSql(
  predicates: readonly SpanPredicate[],
  of: {
    readonly database: string;
    readonly tenant: string;
    readonly definitions: "named" | "collected";
    /** The answer of SQL in RowBinary. */
    readonly read: (sql: string) => Promise<Uint8Array>;
  },
): Promise<readonly PredicateSql[]> {
  const layout: Layout = { database: of.database, cluster: "" };
  const positive = predicates.map(toPositive);
  const leaves = definitionLeaves({ type: "and", of: positive });
  const engine = { read: (query) => of.read(withLiterals(query)) } as Pick<
    Engine,
    "read"
  > as Engine;
  const definitions =
    of.definitions === "named"
      ? await matchDefinitions(engine, layout, { tenant: of.tenant, leaves }, {})
      : collected(layout, leaves);
  return positive.map((where) => sqlOf(where, definitions, of.tenant));
}

function collected(layout: Layout, leaves: readonly DefinitionLeaf[]): DefinitionConditions {
  return new Map(
    leaves.map(({ level, condition }) => [
      leafKey(condition),
      definitionSubquery(layout, level, condition),
    ]),
  );
}

function sqlOf(
  where: PositivePredicate,
  definitions: DefinitionConditions,
  tenant: string,
): PredicateSql {
  const inMaps = (maps: SpanSqlContext["maps"]): string => {
    const parameters = new SqlParameters();
    const sql = spanSql(where, { parameters, definitions, maps });
    return withLiterals({ sql, parameters: { ...parameters.values, tenant } });
  };
  const whole = inMaps("everywhere");
  const { mask, isNegated } = promotedMask(where);
  if (mask === 0n) return { whole, byColumns: undefined };
  const isAsked = `bitAnd(promoted_in_map, ${mask}) = 0`;
  return { whole, byColumns: { sql: inMaps("unpromoted"), isAsked: isNegated ? isAsked : "1" } };
}
