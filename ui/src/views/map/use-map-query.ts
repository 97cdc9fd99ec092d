import { useGraph } from "../../api/graph.ts";
import type { DrawnMax } from "../../logic/map-graph.ts";
import { mapLevelOf, type MapParams, type MapView } from "../../logic/map-params.ts";

/** More nobody reads, and laying them out takes longer than anybody waits. */
export const DRAWN_MAX: DrawnMax = { nodes: 60, pairs: 120 };

/**
 * The graph at the level that is asked for. When that is left to the page it is services, and in the
 * drawing namespaces when services are too many for one and there are fewer namespaces.
 */
export function useMapQuery(params: MapParams, view: MapView) {
  const wanted = mapLevelOf(params);
  const services = useGraph(params, wanted ?? "service");
  const count = services.data?.nodes.length ?? 0;
  const free = wanted === undefined && params.focus === undefined && params.within === undefined;
  const tooMany = view === "graph" && free && count > DRAWN_MAX.nodes;
  const namespaces = useGraph(params, tooMany ? "namespace" : undefined);
  const helps = (namespaces.data?.nodes.length ?? Infinity) < count / 2;
  const grouped = tooMany && (namespaces.isPending || helps);
  return { query: grouped ? namespaces : services, grouped };
}
