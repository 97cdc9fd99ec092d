import { callChange } from "../../logic/call-change.ts";
import type { CallPair } from "../../logic/map-graph.ts";
import { LABEL_HEIGHT } from "../../logic/map-box.ts";
import type { MapLayout } from "../../logic/map-layout.ts";
import type { GraphWords } from "../../logic/graph-words.ts";
import { formatRatio } from "../../logic/range-params.ts";
import styles from "./GraphLines.module.css";

/** About as wide as a letter of the labels, and the room around one. */
const CHAR_PX = 5.6;
const PLATE_PADDING = 10;

interface GraphLinesProps {
  readonly pairs: readonly CallPair[];
  readonly layout: MapLayout;
  readonly words: GraphWords;
  /** All lines have their numbers written on them, and not only those of what is chosen. */
  readonly labelled: boolean;
  readonly chosen: string | undefined;
  readonly onChoose: (key: string) => void;
}

/** Lines from callers to called: thicker with the rate, dashed where calls fail. The table has the same. */
export function GraphLines(props: GraphLinesProps) {
  const { pairs, layout, words, labelled, chosen, onChoose } = props;
  return (
    <svg className={styles.lines} width={layout.width} height={layout.height} aria-hidden="true">
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8z" className={styles.tip} />
        </marker>
      </defs>
      {pairs.map((pair, at) => {
        const { path, middle } = layout.lines[at]!;
        const { key, client, server, callsPerSecond, errorRatio } = pair;
        const near = chosen === key || chosen === client.id || chosen === server.id;
        const failing = errorRatio > 0 || undefined;
        const share = formatRatio(errorRatio);
        const [amount, latency] = [words.amount(pair), words.latency(pair)];
        const change = callChange(pair, pair.previous);
        const said = change === undefined ? "" : ` · ${change.says}`;
        const plate = PLATE_PADDING + CHAR_PX * `${amount} · ${share} · ${latency}${said}`.length;
        return (
          <g
            key={key}
            className={styles.line}
            data-near={near || undefined}
            data-far={(chosen !== undefined && !near) || undefined}
            data-failing={failing}
            data-change={change?.kind}
            onClick={() => onChoose(key)}
          >
            <path d={path} className={styles.wide} />
            <path
              d={path}
              className={styles.seen}
              markerEnd="url(#arrow)"
              strokeWidth={1 + Math.min(3, Math.log10(1 + callsPerSecond * 10))}
            />
            {(labelled || near) && (
              <g transform={`translate(${middle.x} ${middle.y})`}>
                <rect
                  className={styles.plate}
                  x={-plate / 2}
                  y={-LABEL_HEIGHT / 2}
                  width={plate}
                  height={LABEL_HEIGHT}
                  rx="4"
                />
                <text className={styles.text} y="4">
                  {amount} · <tspan className={styles.share}>{share}</tspan> · {latency}
                  <tspan className={styles.change}>{said}</tspan>
                </text>
              </g>
            )}
          </g>
        );
      })}
    </svg>
  );
}
