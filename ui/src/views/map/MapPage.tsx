import { useMemo } from "react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { busiest, foundNodes, toMapGraph, within } from "../../logic/map-graph.ts";
import { MAP_VIEWS, type MapParams, mapViewOf, toMapParams } from "../../logic/map-params.ts";
import { text } from "../../texts/map.tsx";
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
    title: text.serviceMap,
    focusKeys: [
      { keys: ["←", "→", "↑", "↓"], name: text.goFromBoxToBox },
      { keys: ["Enter"], name: text.showNumbers },
      { keys: ["f"], name: text.focusOnBox },
    ],
    commands: [
      ...MAP_VIEWS.map((value) => ({
        name: text.showView(value),
        run: () => change({ view: value === "graph" ? "" : value, sort: "" }),
      })),
      { name: text.refresh, key: "r", run: refresh },
    ],
  });

  const graph = query.data;
  const whole = useMemo(() => toMapGraph(graph ?? { nodes: [], edges: [] }), [graph]);
  const { within: namespace, find = "", focus = "" } = params;
  const shown = useMemo(
    () => (namespace === undefined ? whole : within(whole, namespace)),
    [whole, namespace],
  );
  const found = useMemo(() => foundNodes(shown.nodes, find), [shown, find]);
  const drawn = useMemo(() => busiest(shown, DRAWN_MAX, found), [shown, found]);
  return (
    <Page isWide isBusy={query.isFetching}>
      <title>{text.pageTitle}</title>
      <h1 className={styles.heading}>{text.serviceMap}</h1>
      <MapToolbar
        params={params}
        focus={whole.names.get(focus) ?? focus}
        names={[...new Set(whole.nodes.map(({ name }) => name))]}
        found={find === "" ? undefined : found.size}
        onChange={change}
        onRefresh={refresh}
      />
      {query.error !== null ? (
        <Failure title={text.notAnswered} error={query.error} onRetry={refresh} />
      ) : graph === undefined ? (
        <p role="status">{text.reading}</p>
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
      title={params.focus === undefined ? text.noCalls : text.notSeen(params.focus)}
      actions={
        <>
          <button
            type="button"
            onClick={() => onChange({ lookback: "1d", start: "", end: "", focus: "" })}
          >
            {text.showLastDay}
          </button>
          <Link to="/search">{text.searchTraces}</Link>
        </>
      }
    >
      {isCurrent ? text.madeOf : text.beingPaired}
    </Notice>
  );
}
