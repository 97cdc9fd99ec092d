import type { MapGraph } from "../../logic/map-graph.ts";
import type { MapParams } from "../../logic/map-params.ts";
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
  const sentences = [
    grouped ? "Services are many, so their namespaces are drawn." : "",
    restOf(drawn.nodes.length, all.nodes.length, "nodes"),
    // Lines of nodes that are not drawn are not missing from this picture.
    drawn.nodes.length === all.nodes.length
      ? restOf(drawn.pairs.length, all.pairs.length, "lines")
      : "",
  ].filter((sentence) => sentence !== "");
  if (sentences.length === 0) return undefined;
  return (
    <p className={styles.line} role="status">
      {sentences.join(" ")} See everything as a{" "}
      <button type="button" onClick={() => onChange({ view: "matrix" })}>
        matrix
      </button>{" "}
      or a{" "}
      <button type="button" onClick={() => onChange({ view: "table" })}>
        table
      </button>
      .
    </p>
  );
}

function restOf(drawn: number, all: number, what: string): string {
  return drawn === all ? "" : `The ${drawn} busiest of ${all} ${what} are drawn.`;
}
