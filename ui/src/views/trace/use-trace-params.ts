import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { toTraceParams, type TraceParams } from "../../logic/trace-params.ts";

const route = getRouteApi("/trace/$traceId");

/** Browsers refuse an address that changes with every key; it follows after a pause. */
const WRITE_AFTER_MS = 200;

/**
 * The selected span and the text that is looked for: changed at once, written to the address a moment
 * later, and read from it when it changes by going back or forward.
 */
export function useTraceParams(): [TraceParams, (params: TraceParams) => void] {
  const inAddress = toTraceParams(route.useSearch());
  const navigate = route.useNavigate();
  const [shown, setShown] = useState<TraceParams>(inAddress);
  const [written, setWritten] = useState<TraceParams>(inAddress);
  const [seen, setSeen] = useState<TraceParams>(inAddress);

  if (!same(seen, inAddress)) {
    setSeen(inAddress);
    // Not what was written here: somebody went back or followed a link.
    if (!same(inAddress, written)) {
      setWritten(inAddress);
      setShown(inAddress);
    }
  }

  useEffect(() => {
    if (same(shown, written)) return undefined;
    const timer = setTimeout(() => {
      setWritten(shown);
      void navigate({ search: shown, replace: true });
    }, WRITE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [shown, written, navigate]);

  return [shown, setShown];
}

function same(one: TraceParams, other: TraceParams): boolean {
  return one.span === other.span && one.find === other.find;
}
