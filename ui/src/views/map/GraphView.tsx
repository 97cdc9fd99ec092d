import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { OwnGraphNode } from "@spanhouse/model";
import { boxTowards } from "../../logic/box-keys.ts";
import { type CallChange, callChange } from "../../logic/call-change.ts";
import { BOX_HEIGHT, BOX_WIDTH, COMPARED_LABEL_WIDTH, LABEL_WIDTH } from "../../logic/map-box.ts";
import { type GraphWords, mapWords } from "../../logic/graph-words.ts";
import { type CallPair, isInferred, type MapGraph } from "../../logic/map-graph.ts";
import type { LayoutRequest, MapLayout } from "../../logic/map-layout.ts";
import { formatRatio } from "../../logic/range-params.ts";
import { text } from "../../texts/graph.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { useDoubleClick } from "../../widgets/use-double-click.ts";
import { GraphLines } from "./GraphLines.tsx";
import styles from "./GraphView.module.css";
import { useMapLayout } from "./use-map-layout.ts";
import { useMapZoom } from "./use-map-zoom.ts";

/** With more lines than these, only those of the chosen node have their numbers written on them. */
const LABELS_MAX = 40;

/** How much larger a press makes the drawing. */
const ZOOM_STEP = 1.25;

interface GraphViewProps {
  readonly graph: MapGraph;
  readonly found: ReadonlySet<string>;
  readonly chosen: string | undefined;
  readonly onChoose: (key: string) => void;
  readonly onFocus: (id: string) => void;
  /** Those of the service map, unless it is another graph. */
  readonly words?: GraphWords;
  /** As high as what it is in, and not as the page leaves room. */
  readonly fills?: boolean;
}

/** Boxes and lines, callers to the left. Boxes are buttons: arrows go from one to the next. */
export function GraphView({ graph, words = mapWords(), fills = false, ...view }: GraphViewProps) {
  const request = useMemo(() => toRequest(graph), [graph]);
  const layout = useMapLayout(request);
  if (layout === undefined) return <p role="status">{text.layingOut(graph.nodes.length)}</p>;
  return (
    <Drawing {...{ graph, layout, words, fills }} labelled={request.labelWidth > 0} {...view} />
  );
}

function toRequest({ nodes, pairs }: MapGraph): LayoutRequest {
  return {
    nodeIds: nodes.map(({ id }) => id),
    lines: linesOf(pairs).map(({ client, server }) => [client.id, server.id]),
    labelWidth: labelWidthOf(pairs),
  };
}

function labelWidthOf(pairs: readonly CallPair[]): number {
  if (pairs.length > LABELS_MAX) return 0;
  return pairs.some(({ previous }) => previous !== undefined) ? COMPARED_LABEL_WIDTH : LABEL_WIDTH;
}

/** What calls itself says so in its box and has no line. */
function linesOf(pairs: readonly CallPair[]): readonly CallPair[] {
  return pairs.filter(({ client, server }) => client.id !== server.id);
}

/** Of the calls that came in, or of those to others where none do. */
function nodeChange({ in: into, out, previous }: OwnGraphNode): CallChange | undefined {
  const hasIn = into.calls > 0 || (previous?.in.calls ?? 0) > 0;
  return callChange(hasIn ? into : out, hasIn ? previous?.in : previous?.out);
}

interface DrawingProps extends Required<Omit<GraphViewProps, "chosen">> {
  readonly chosen: string | undefined;
  readonly layout: MapLayout;
  readonly labelled: boolean;
}

function Drawing(props: DrawingProps) {
  const { graph, layout, words, fills, labelled, found, chosen, onChoose, onFocus } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const drawing = useRef<HTMLDivElement>(null);
  const { scale, zoomBy, fit } = useMapZoom(scroller, drawing, layout.width);
  const boxClicked = useDoubleClick(onFocus);
  const [active, setActive] = useState(0);
  const boxes = useRef<(HTMLButtonElement | null)[]>([]);
  const pairs = linesOf(graph.pairs);
  const selfCalls = new Set(
    graph.pairs.flatMap(({ client, server }) => (client.id === server.id ? [client.id] : [])),
  );

  const onKeyDown = (event: KeyboardEvent, at: number) => {
    if (event.key === "f" && !event.ctrlKey && !event.metaKey) onFocus(graph.nodes[at]!.id);
    const to = boxTowards(layout.boxes, at, event.key);
    if (to === undefined) return;
    event.preventDefault();
    setActive(to);
    boxes.current[to]?.focus();
    boxes.current[to]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  return (
    <div className={styles.frame} data-fills={fills || undefined}>
      <div className={styles.tools}>
        <button type="button" aria-label={text.larger} onClick={() => zoomBy(ZOOM_STEP)}>
          +
        </button>
        <button type="button" aria-label={text.smaller} onClick={() => zoomBy(1 / ZOOM_STEP)}>
          −
        </button>
        <button type="button" onClick={fit}>
          {text.fit}
        </button>
      </div>
      <div ref={scroller} className={styles.scroller} role="group" aria-label={words.label}>
        <div
          ref={drawing}
          className={styles.canvas}
          style={{ width: layout.width * scale, height: layout.height * scale }}
        >
          <div className={styles.layer} style={{ scale: String(scale) }}>
            <GraphLines {...{ pairs, layout, words, labelled, chosen, onChoose }} />
            {graph.nodes.map((node, at) => {
              const { x, y } = layout.boxes[at]!;
              const numbers = node.in.calls > 0 ? node.in : node.out;
              const change = nodeChange(node);
              const failing = numbers.errorRatio > 0;
              return (
                <button
                  key={node.id}
                  ref={(element) => {
                    boxes.current[at] = element;
                  }}
                  type="button"
                  className={styles.box}
                  data-node={node.id}
                  data-inferred={isInferred(node) || undefined}
                  data-found={found.has(node.id) || undefined}
                  data-failing={failing || undefined}
                  data-change={change?.kind}
                  style={{ width: BOX_WIDTH, height: BOX_HEIGHT, translate: `${x}px ${y}px` }}
                  tabIndex={at === active ? 0 : -1}
                  aria-pressed={node.id === chosen}
                  onFocus={() => setActive(at)}
                  onKeyDown={(event) => onKeyDown(event, at)}
                  onClick={(event) => {
                    boxClicked(event, node.id);
                    onChoose(node.id);
                  }}
                >
                  <span className={styles.name} title={graph.names.get(node.id)}>
                    {failing && <Icon name="warning" size={12} />}
                    <strong>{graph.names.get(node.id)}</strong>
                    <small>
                      {selfCalls.has(node.id) ? "↺ " : ""}
                      {words.detailOf(node)}
                    </small>
                    {change !== undefined && <em>{change.says}</em>}
                  </span>
                  <span className={styles.numbers}>
                    {words.amount(numbers)}
                    <span data-failing={failing || undefined}>
                      {text.failedShare(formatRatio(numbers.errorRatio))}
                    </span>
                    <span>{words.namedLatency(numbers)}</span>
                  </span>
                </button>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}
