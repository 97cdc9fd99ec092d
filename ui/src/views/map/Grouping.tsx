import type { MapGraph } from "../../logic/map-graph.ts";
import type { MapParams } from "../../logic/map-params.ts";
import { text } from "../../texts/map.tsx";
import styles from "./Grouping.module.css";

interface GroupingProps {
  /** By the page itself, because services are too many. */
  readonly grouped: boolean;
  readonly drawn: MapGraph;
  readonly all: MapGraph;
  readonly onChange: (part: MapParams) => void;
}

/** Says how what is drawn differs from everything, and leads to views that show all of it. */
export function Grouping({ grouped, drawn, all, onChange }: GroupingProps) {
  const nodes = [drawn.nodes.length, all.nodes.length] as const;
  const lines = [drawn.pairs.length, all.pairs.length] as const;
  const fewerNodes = nodes[0] < nodes[1];
  // Lines of nodes that are not drawn are not missing from this picture.
  const fewerLines = !fewerNodes && lines[0] < lines[1];
  const sentences = [
    ...(grouped ? [text.namespacesDrawn] : []),
    ...(fewerNodes ? [text.busiestNodes(...nodes)] : []),
    ...(fewerLines ? [text.busiestLines(...lines)] : []),
  ];
  if (sentences.length === 0) return undefined;
  return (
    <p className={styles.line} role="status">
      {sentences.join(" ")}{" "}
      {text.seeEverything(
        () => onChange({ view: "matrix" }),
        () => onChange({ view: "table" }),
      )}
    </p>
  );
}
