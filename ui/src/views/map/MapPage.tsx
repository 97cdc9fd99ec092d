import { useMemo } from "react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { busiest, foundNodes, toMapGraph, within } from "../../logic/map-graph.ts";
import { MAP_VIEWS, type MapParams, mapViewOf, toMapParams } from "../../logic/map-params.ts";
import { Failure } from "../../widgets/Failure.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { Page } from "../../widgets/Page.tsx";
import { useCommands } from "../../widgets/use-commands.ts";
import { ChosenPanel } from "./ChosenPanel.tsx";
import { GraphView } from "./GraphView.tsx";
import { Grouping } from "./Grouping.tsx";
import { MapNotices } from "./MapNotices.tsx";
import styles from "./MapPage.module.css";
import { MapTables } from "./MapTables.tsx";
import { MapToolbar } from "./MapToolbar.tsx";
import { MatrixView } from "./MatrixView.tsx";
import { DRAWN_MAX, useMapQuery } from "./use-map-query.ts";

const route = getRouteApi("/map");

const MAP_KEYS = [
  { keys: ["←", "→", "↑", "↓"], name: "From box to box, from cell to cell" },
  { keys: ["Enter"], name: "Show the numbers of a box or cell" },
  { keys: ["f"], name: "Focus on a box" },
];

/** Who calls whom, as a graph, a matrix and a table. What is shown is in the address. */
export function MapPage() {
  const params = toMapParams(route.useSearch());
  const navigate = route.useNavigate();
  const view = mapViewOf(params);
  const { query, grouped } = useMapQuery(params, view);
  const change = (part: MapParams) =>
    void navigate({ search: toMapParams({ ...params, ...part }), replace: true });
  const refresh = () => void query.refetch();

  useCommands({
    title: "Service map",
    focusKeys: MAP_KEYS,
    commands: [
      ...MAP_VIEWS.map(({ value, label }) => ({
        name: `Show the ${label.toLowerCase()}`,
        run: () => change({ view: value === "graph" ? "" : value, sort: "" }),
      })),
      { name: "Refresh", key: "r", run: refresh },
    ],
  });

  const graph = query.data;
  const whole = useMemo(() => toMapGraph(graph ?? { nodes: [], edges: [] }), [graph]);
  const { within: namespace, find = "" } = params;
  const shown = useMemo(
    () => (namespace === undefined ? whole : within(whole, namespace)),
    [whole, namespace],
  );
  const found = useMemo(() => foundNodes(shown.nodes, find), [shown, find]);
  const drawn = useMemo(() => busiest(shown, DRAWN_MAX, found), [shown, found]);
  return (
    <Page isWide isBusy={query.isFetching}>
      <title>Service map · Spanhouse</title>
      <h1 className={styles.heading}>Service map</h1>
      <MapToolbar
        params={params}
        names={whole.nodes.map(({ name }) => name)}
        found={find === "" ? undefined : found.size}
        onChange={change}
        onRefresh={refresh}
      />
      {query.error !== null ? (
        <Failure title="The graph was not answered" error={query.error} onRetry={refresh} />
      ) : graph === undefined ? (
        <p role="status">Reading who calls whom …</p>
      ) : graph.nodes.length === 0 ? (
        <NoCalls params={params} isCurrent={graph.isCurrent} onChange={change} />
      ) : (
        <>
          <MapNotices graph={graph} />
          {view === "graph" && (
            <>
              <Grouping grouped={grouped} drawn={drawn} all={shown} onChange={change} />
              <div className={styles.halves}>
                <GraphView
                  graph={drawn}
                  found={found}
                  chosen={params.chosen}
                  onChoose={(chosen) => change({ chosen: chosen === params.chosen ? "" : chosen })}
                  onFocus={(focus) => change({ focus, within: "" })}
                />
                <ChosenPanel graph={shown} params={params} onChange={change} />
              </div>
            </>
          )}
          {view === "matrix" && (
            <div className={styles.halves}>
              <MatrixView
                graph={shown}
                found={found}
                chosen={params.chosen}
                onChoose={(chosen) => change({ chosen })}
              />
              <ChosenPanel graph={shown} params={params} onChange={change} />
            </div>
          )}
          {view === "table" && (
            <MapTables
              graph={shown}
              found={params.find === undefined ? undefined : found}
              params={params}
              onChange={change}
            />
          )}
        </>
      )}
    </Page>
  );
}

interface NoCallsProps {
  readonly params: MapParams;
  readonly isCurrent: boolean;
  readonly onChange: (part: MapParams) => void;
}

function NoCalls({ params, isCurrent, onChange }: NoCallsProps) {
  return (
    <Notice
      tone="plain"
      title={
        params.focus === undefined
          ? "No calls are known in this time"
          : `${params.focus} was not seen in this time`
      }
      actions={
        <>
          <button
            type="button"
            onClick={() => onChange({ lookback: "1d", start: "", end: "", focus: "" })}
          >
            Show all of the last day
          </button>
          <Link to="/search">Search traces</Link>
        </>
      }
    >
      {isCurrent
        ? "The map is made of spans of kind client, server, producer and consumer. It has none here."
        : "Spans of this time have arrived and are being paired; the map follows within seconds."}
    </Notice>
  );
}
