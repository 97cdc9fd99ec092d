import { createContext, useContext } from "react";

/** What stands before the id of a trace in requests: the query service, or a file that was opened here. */
export interface TraceOrigin {
  readonly path: string;
  /** What leads to another trace of the same origin, for addresses. */
  readonly params: { readonly file?: string };
}

export const SERVICE_ORIGIN: TraceOrigin = { path: "/api/own/traces", params: {} };

/** Where the trace of a page comes from. */
export const TraceOriginContext = createContext(SERVICE_ORIGIN);

export function useTraceOrigin(): TraceOrigin {
  return useContext(TraceOriginContext);
}
