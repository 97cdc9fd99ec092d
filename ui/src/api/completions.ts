import type { OwnKeyCompletions, OwnNameCompletions, OwnValueCompletions } from "@spanhouse/model";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { type BarOption, completionPath, keyOptions, valueOptions } from "../logic/bar-options.ts";
import {
  traceqlCompletionPath,
  traceqlKeyOptions,
  type TraceqlOption,
  traceqlValueOptions,
  type TypedTraceql,
} from "../logic/traceql-options.ts";
import type { TypedCondition } from "../logic/typed-condition.ts";
import { requestJson } from "./request.ts";

/** Keys and values that were answered once are good for a while of typing back and forth. */
const STALE_MS = 30_000;

type Completions = OwnKeyCompletions | OwnValueCompletions | OwnNameCompletions;

/** What can be chosen to go on with a condition. */
export function useBarOptions(
  typed: TypedCondition,
  {
    services,
    service,
    open,
  }: {
    readonly services: readonly string[];
    /** That operations belong to; "" for any. */
    readonly service: string;
    readonly open: boolean;
  },
): readonly BarOption[] {
  const body = useCompletions(open ? completionPath(typed, service) : undefined, typed);
  if (!open) return [];
  if (typed.operator !== "") return valueOptions(typed, valuesOf(body));
  return keyOptions(typed, keysOf(body), services);
}

/** What can be chosen to go on with a query of TraceQL; none without `typed`. */
export function useTraceqlOptions(
  text: string,
  typed: TypedTraceql | undefined,
): readonly TraceqlOption[] {
  const path = typed && traceqlCompletionPath(typed);
  const body = useCompletions(path, typed ?? { operator: "", key: "" });
  if (typed === undefined) return [];
  return typed.operator === ""
    ? traceqlKeyOptions(text, typed, keysOf(body))
    : traceqlValueOptions(text, typed, valuesOf(body));
}

function useCompletions(
  path: string | undefined,
  { key, operator }: { readonly key: string; readonly operator: string },
): Completions | undefined {
  const about = operator === "" ? "keys" : `values:${key}`;
  const { data } = useQuery({
    queryKey: ["complete", path],
    queryFn:
      path === undefined
        ? skipToken
        : async ({ signal }) => ({ about, body: await requestJson<Completions>(path, signal) }),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
  // While more is typed, what was proposed before and still fits stays.
  return data?.about === about && path !== undefined ? data.body : undefined;
}

function keysOf(data: Completions | undefined): OwnKeyCompletions["keys"] {
  return data !== undefined && "keys" in data ? data.keys : [];
}

function valuesOf(data: Completions | undefined) {
  if (data === undefined || "keys" in data) return [];
  if ("names" in data) return data.names.map((text) => ({ text, detail: "" }));
  return data.values.map(({ text, type }) => ({ text, detail: type }));
}
