import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTypedColumns } from "../../api/trace-attributes.ts";
import type { ColumnKey } from "../../logic/column-key.ts";
import type { TraceModel } from "../../logic/trace-model.ts";

const NO_ROWS = new Int32Array(0);
const NO_KEYS: readonly ColumnKey[] = [];

/**
 * Not made where the trace is known: what is cached keeps the function, and the function would keep the trace long after
 * its page was left.
 */
const loadLogic = () => import("../../logic/find-traceql.ts");

/** What a query of TraceQL in the find bar has found. */
export interface FoundByTraceql {
  /** Ascending. */
  readonly matches: Int32Array;
  /** Why there is no answer, for people. */
  readonly problem: string | undefined;
}

/** Undefined when the text is no TraceQL. What reads it is loaded with the first query. */
export function useFindTraceql(model: TraceModel, text: string): FoundByTraceql | undefined {
  const isTraceql = text.trimStart().startsWith("{");
  const { data: logic, error } = useQuery({
    queryKey: ["find-traceql"],
    queryFn: loadLogic,
    enabled: isTraceql,
    ...{ staleTime: Infinity, structuralSharing: false },
  });
  const read = useMemo(
    () => (isTraceql ? logic?.readFindTraceql(text) : undefined),
    [isTraceql, logic, text],
  );
  const find = read?.ok === true ? read.value : undefined;
  const { columns, problem } = useTypedColumns(model.trace, find?.columns ?? NO_KEYS);
  const matches = useMemo(() => {
    const haveAll = find !== undefined && columns.size === find.columns.length;
    return haveAll && logic !== undefined ? logic.findByPredicate(find, model, columns) : NO_ROWS;
  }, [logic, find, model, columns]);
  if (!isTraceql) return undefined;
  return { matches, problem: read?.ok === false ? read.error : (problem ?? error?.message) };
}
