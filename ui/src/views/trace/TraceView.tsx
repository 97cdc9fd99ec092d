import { lazy, Suspense, useMemo, useRef } from "react";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import { flameLayout, swimLayout } from "../../logic/flame-layout.ts";
import { pageTitle, shownOperation } from "../../logic/shown-name.ts";
import { comparisonText, toggleTerm } from "../../logic/span-query.ts";
import type { Trace } from "../../logic/trace.ts";
import { rootRowOf } from "../../logic/trace-model.ts";
import { groupingOf, viewOf } from "../../logic/trace-params.ts";
import { indexOfRow } from "../../logic/tree-rows.ts";
import { text as colourText } from "../../texts/trace-colours.ts";
import { text } from "../../texts/trace-view.ts";
import { CompareLink } from "../../widgets/CompareLink.tsx";
import { FileLink } from "../../widgets/FileLink.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { useIsDark } from "../../widgets/use-is-dark.ts";
import { ColourLegend } from "./ColourLegend.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { FilterPills } from "./FilterPills.tsx";
import { FindBar } from "./FindBar.tsx";
import { FlameView } from "./FlameView.tsx";
import { KeySelect } from "./KeySelect.tsx";
import { Minimap } from "./Minimap.tsx";
import { type Linking, RelatedTraces } from "./RelatedTraces.tsx";
import { SpanPanel } from "./SpanPanel.tsx";
import { type Rereading, StatusChip } from "./StatusChip.tsx";
import { Toolbar } from "./Toolbar.tsx";
import { TraceHeader } from "./TraceHeader.tsx";
import styles from "./TraceView.module.css";
import { useShownKeys } from "./use-shown-keys.ts";
import { useTraceLook } from "./use-trace-look.ts";
import { useTraceActions } from "./use-trace-actions.ts";
import { useTraceSelection } from "./use-trace-selection.ts";
import { ViewTabs } from "./ViewTabs.tsx";
import { Waterfall } from "./Waterfall.tsx";

/** Views that most people never open come when they are opened. */
const CallsView = lazy(async () => ({ default: (await import("./CallsView.tsx")).CallsView }));
const PathsView = lazy(async () => ({ default: (await import("./PathsView.tsx")).PathsView }));
const StatisticsView = lazy(async () => ({
  default: (await import("./StatisticsView.tsx")).StatisticsView,
}));

interface TraceViewProps {
  readonly trace: Trace;
  readonly linking: Linking;
  readonly rereading: Rereading;
}

/** A trace that has arrived. Everything that is chosen here is in the address. */
export function TraceView({ trace, linking, rereading }: TraceViewProps) {
  const view = useTraceSelection(trace);
  const isOfFile = useTraceOrigin().params.file !== undefined;
  const { model, tree, params, change, attributes, selected, matches, select } = view;
  const [look, timeWindow] = useTraceLook(view);
  const { pinned, onPin, previews, ...shown } = useShownKeys(view);
  const gridRef = useRef<HTMLDivElement>(null);
  const findRef = useRef<HTMLInputElement>(null);
  const flameRef = useRef<HTMLCanvasElement>(null);
  const shownView = viewOf(params);
  const isFlame = shownView === "flame";
  const hasTime = isFlame || shownView === "timeline";
  const { scale } = look;
  const byService = params.lanes === "service";
  const layout = useMemo(() => {
    if (!isFlame) return undefined;
    return byService ? swimLayout(trace.spans, scale) : flameLayout(trace.spans, scale);
  }, [isFlame, byService, trace, scale]);
  useTraceActions({
    ...{ view, look, timeWindow },
    onFind: () => findRef.current?.focus(),
    onTreeFocus: () => gridRef.current?.focus(),
  });

  const root = rootRowOf(model);
  const dark = useIsDark();
  const takePicture = async () => {
    if (isFlame) return flameRef.current;
    const { paintTimeline } = await import("./paint-timeline.ts");
    const { visible, foldEndOf } = tree;
    return paintTimeline({ model, look, visible, foldEndOf, shown: timeWindow.get(), dark });
  };
  const wanting = { attributes, onWantAttributes: view.wantAttributes };
  return (
    <main id="main" className={styles.view} data-panel={selected >= 0 ? "open" : "closed"}>
      <title>{pageTitle(shownOperation(trace.operations[trace.spans.operation[root]!]))}</title>
      <TraceHeader model={model} root={root}>
        <StatusChip trace={trace} rereading={rereading} />
        <RelatedTraces
          {...{ trace, linking }}
          onLinked={(wanted) =>
            change({ linked: wanted ? "1" : "", closed: "", window: "", root: "" })
          }
        />
        {isOfFile ? <FileLink /> : <CompareLink traceId={trace.traceId} />}
        <ExportMenu model={model} onPicture={hasTime ? takePicture : undefined} />
      </TraceHeader>
      <div className={styles.toolbar}>
        <ViewTabs
          view={shownView}
          onView={(name) => change({ view: name === "timeline" ? "" : name })}
        />
        <FindBar
          inputRef={findRef}
          typed={view.find}
          problem={view.findProblem}
          matchCount={matches.length}
          place={indexOfRow(matches, tree.cursor)}
          onText={(find) => change({ find })}
          onNext={(backwards) => view.goToNextOf(matches, backwards)}
          onLeave={() => gridRef.current?.focus()}
        />
        <FilterPills
          model={model}
          find={view.find}
          only={params.only === "1"}
          onFind={(find) => change({ find })}
          onOnly={(only) => change({ only: only ? "1" : "" })}
        />
        <div className={styles.tools}>
          {view.root >= 0 && (
            <button
              type="button"
              className={styles.subtree}
              onClick={() => view.showSubtree(undefined)}
            >
              {text.onlySubtree(trace.operations[trace.spans.operation[view.root]!] ?? "")}
              <Icon name="close" size={12} />
            </button>
          )}
          {hasTime && (
            <span className={styles.colour}>
              <span aria-hidden="true">{colourText.colourBy}</span>
              <KeySelect
                label={colourText.colourBy}
                hasSteps
                value={params.colour ?? "service"}
                {...wanting}
                onChange={(key) => change({ colour: key === "service" ? "" : key })}
              />
            </span>
          )}
          {attributes.problem !== undefined && (
            <p className={styles.problem} role="status">
              {text.attributeNotCome(attributes.problem)}
            </p>
          )}
          {hasTime && look.legend !== undefined && <ColourLegend entries={look.legend} />}
          <Toolbar
            timeWindow={timeWindow}
            hasTime={hasTime}
            isCompressed={params.gaps === "1"}
            onCompressed={(compressed) => change({ gaps: compressed ? "1" : "" })}
            areAttributesShown={
              shownView === "timeline" && (pinned.length > 0 || shown.isShown)
                ? shown.isShown
                : undefined
            }
            onAttributes={shown.onShown}
          />
        </div>
      </div>
      <div className={styles.body}>
        <div className={styles.timeline}>
          {hasTime && <Minimap model={model} look={look} timeWindow={timeWindow} />}
          {shownView === "timeline" && (
            <Waterfall
              {...{ gridRef, model, tree, look, timeWindow, selected, matches, previews }}
              onSelect={select}
              isFolded={params.fold !== "0"}
              onFolded={(folded) => change({ fold: folded ? "" : "0" })}
            />
          )}
          {layout !== undefined && (
            <FlameView
              {...{ model, look, layout, tree, timeWindow, selected, matches, byService }}
              onByService={(wanted) => change({ lanes: wanted ? "service" : "" })}
              canvasRef={flameRef}
              onSelect={select}
            />
          )}
          <Suspense>
            {shownView === "statistics" && (
              <StatisticsView
                model={model}
                by={groupingOf(params)}
                {...wanting}
                onBy={(key) => change({ by: key === "service" ? "" : key })}
                onValue={(key, value) =>
                  change({ view: "", only: "1", find: comparisonText(key, "=", value) })
                }
              />
            )}
            {shownView === "paths" && (
              <PathsView
                key={params.up}
                model={model}
                isBottomUp={params.up === "1"}
                onBottomUp={(up) => change({ up: up ? "1" : "" })}
                weight={params.wide === "critical" ? "critical" : "self"}
                onWeight={(weight) => change({ wide: weight === "self" ? "" : weight })}
                onRow={(row) => {
                  tree.goTo(row);
                  select(row);
                  change({ view: "" });
                }}
              />
            )}
            {shownView === "calls" && (
              <CallsView
                model={model}
                isTable={params.calls === "table"}
                onTable={(isTable) => change({ calls: isTable ? "table" : "" })}
                onRow={(row) => {
                  tree.goTo(row);
                  select(row);
                  change({ view: "" });
                }}
              />
            )}
          </Suspense>
        </div>
        {selected >= 0 && (
          <SpanPanel
            model={model}
            row={selected}
            onClose={() => select(undefined)}
            onGoTo={view.goTo}
            onSubtree={() => view.showSubtree(selected)}
            {...{ pinned, onPin }}
            onFind={(key, value) =>
              change({ find: toggleTerm(view.find, comparisonText(key, "=", value)) })
            }
          />
        )}
      </div>
    </main>
  );
}
