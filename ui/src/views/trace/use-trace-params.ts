import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { sameTraceParams, toTraceParams, type TraceParams } from "../../logic/trace-params.ts";

const route = getRouteApi("/trace/$traceId");

/** Browsers refuse an address that changes with every key; it follows after a pause. */
const WRITE_AFTER_MS = 200;

/** Changes some of the parameters; "" takes one out. */
export type ChangeParams = (part: TraceParams) => void;

/**
 * What the address says of the view: changed at once, written to the address a moment later, and read from it
 * when it changes by going back or forward.
 */
export function useTraceParams(): [TraceParams, ChangeParams] {
  const inAddress = toTraceParams(route.useSearch());
  const navigate = route.useNavigate();
  const [shown, setShown] = useState<TraceParams>(inAddress);
  const [written, setWritten] = useState<TraceParams>(inAddress);
  const [seen, setSeen] = useState<TraceParams>(inAddress);

  if (!sameTraceParams(seen, inAddress)) {
    setSeen(inAddress);
    // Not what was written here: somebody went back or followed a link.
    if (!sameTraceParams(inAddress, written)) {
      setWritten(inAddress);
      setShown(inAddress);
    }
  }

  useEffect(() => {
    if (sameTraceParams(shown, written)) return undefined;
    const timer = setTimeout(() => {
      setWritten(shown);
      void navigate({ search: shown, replace: true });
    }, WRITE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [shown, written, navigate]);

  const change = useCallback<ChangeParams>(
    (part) =>
      setShown((before) => {
        const next = toTraceParams({ ...before, ...part });
        return sameTraceParams(before, next) ? before : next;
      }),
    [],
  );
  return [shown, change];
}
