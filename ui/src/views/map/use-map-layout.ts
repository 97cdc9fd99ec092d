import { useEffect, useState } from "react";
import type { LayoutRequest, MapLayout } from "../../logic/map-layout.ts";

interface Done {
  readonly request: LayoutRequest;
  readonly layout: MapLayout;
}

/** The layout of a graph, computed in a worker; undefined until it is there. `request` keeps its identity. */
export function useMapLayout(request: LayoutRequest): MapLayout | undefined {
  const [done, setDone] = useState<Done>();
  useEffect(() => {
    const worker = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<MapLayout>) => {
      setDone({ request, layout: data });
    });
    worker.postMessage(request);
    // A graph that is not wanted any more is not laid out to its end.
    return () => worker.terminate();
  }, [request]);
  return done?.request === request ? done.layout : undefined;
}
