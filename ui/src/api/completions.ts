import type { OwnKeyCompletions, OwnNameCompletions, OwnValueCompletions } from "@spanhouse/model";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { type BarOption, completionPath, keyOptions, valueOptions } from "../logic/bar-options.ts";
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
  const path = open ? completionPath(typed, service) : undefined;
  const about = typed.operator === "" ? "keys" : `values of ${typed.key}`;
  const { data } = useQuery({
    queryKey: ["complete", path],
    queryFn:
      path === undefined
        ? skipToken
        : async ({ signal }) => ({ about, body: await requestJson<Completions>(path, signal) }),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
  if (!open) return [];
  // While more is typed, what was proposed before and still fits stays.
  const body = data?.about === about && path !== undefined ? data.body : undefined;
  if (typed.operator !== "") return valueOptions(typed, valuesOf(body));
  return keyOptions(typed, body !== undefined && "keys" in body ? body.keys : [], services);
}

function valuesOf(data: Completions | undefined) {
  if (data === undefined || "keys" in data) return [];
  if ("names" in data) return data.names.map((text) => ({ text, detail: "" }));
  return data.values.map(({ text, type }) => ({ text, detail: type }));
}
