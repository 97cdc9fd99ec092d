import { SPAN_KINDS } from "@spanhouse/model";
import type { Comparison } from "../../logic/compare-traces.ts";
import type { ComparedSides } from "../../logic/compared-sides.ts";
import { differenceWords, signedDuration } from "../../logic/difference-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import { cssColour, type ServiceColour } from "../../logic/service-colours.ts";
import { hasChildren } from "../../logic/tree-rows.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { ServiceName } from "../../widgets/ServiceName.tsx";
import { toStyle } from "../../widgets/to-style.ts";
import styles from "./CompareRow.module.css";
import type { CompareTree } from "./use-compare-tree.ts";

/** Deeper rows are not moved further to the right: their names would have no room. */
const INDENT_LEVELS_MAX = 20;

interface CompareRowProps {
  readonly comparison: Comparison;
  readonly sides: ComparedSides;
  readonly rows: CompareTree;
  readonly row: number;
  /** Its place among the visible rows. */
  readonly index: number;
  /** Pixels from the top of the list. */
  readonly top: number;
  readonly chosen: boolean;
  readonly colour: ServiceColour | undefined;
  /** The largest self time of either side, for the bars. */
  readonly selfMaxUs: number;
}

/** Id of a row in the document. */
export function compareRowId(row: number): string {
  return `path-${row}`;
}

/** One path in both traces. */
export function CompareRow(props: CompareRowProps) {
  const { comparison, sides, rows, row, index, top, chosen, colour, selfMaxUs } = props;
  const { tree, collapsed, cursor } = rows;
  const { base, other, paths, differs } = comparison;
  const path = tree.path[row]!;
  const { service, operation, kind } = paths.step[path]!;
  const opens = hasChildren(tree, row);
  const depth = tree.depth[row]!;
  const selfUs = other.selfUs[path]! - base.selfUs[path]!;
  const criticalUs = other.criticalUs[path]! - base.criticalUs[path]!;
  const words = differenceWords(comparison, path, sides);
  return (
    <div
      role="row"
      id={compareRowId(row)}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      data-row={row}
      data-active={row === cursor || undefined}
      data-differs={differs[path] === 1 || undefined}
      aria-rowindex={index + 2}
      aria-level={depth + 1}
      aria-expanded={opens ? collapsed[row] === 0 : undefined}
      aria-selected={chosen}
    >
      <div
        role="gridcell"
        className={styles.name}
        style={toStyle({ "--indent": Math.min(depth, INDENT_LEVELS_MAX) })}
        title={`${service} ${operation}, ${SPAN_KINDS[kind] ?? SPAN_KINDS[0]}`}
      >
        <span
          className={styles.toggle}
          data-toggle={opens || undefined}
          data-open={(opens && collapsed[row] === 0) || undefined}
        >
          {opens && <Icon name="chevron" size={12} />}
        </span>
        <span
          className={styles.swatch}
          style={colour === undefined ? undefined : { background: cssColour(colour) }}
        />
        <span className={styles.text}>
          <ServiceName name={service} /> {operation}
        </span>
      </div>
      <div role="gridcell" className={styles.words} title={words}>
        {words}
      </div>
      <div role="gridcell" className={styles.figure}>
        {countText(base.count[path]!)}
      </div>
      <div role="gridcell" className={styles.figure}>
        {countText(other.count[path]!)}
      </div>
      <SelfCell has={base.count[path]! > 0} us={base.selfUs[path]!} maxUs={selfMaxUs} />
      <SelfCell has={other.count[path]! > 0} us={other.selfUs[path]!} maxUs={selfMaxUs} />
      <Difference us={selfUs} />
      <Difference us={criticalUs} isMinor />
    </div>
  );
}

function SelfCell({
  has,
  us,
  maxUs,
}: {
  readonly has: boolean;
  readonly us: number;
  readonly maxUs: number;
}) {
  return (
    <div role="gridcell" className={styles.self} style={toStyle({ "--share": us / maxUs })}>
      {has ? formatDuration(us) : "–"}
    </div>
  );
}

function Difference({ us, isMinor }: { readonly us: number; readonly isMinor?: boolean }) {
  return (
    <div
      role="gridcell"
      className={styles.difference}
      data-sign={us > 0 ? "more" : us < 0 ? "less" : undefined}
      data-minor={isMinor}
    >
      {signedDuration(us)}
    </div>
  );
}

function countText(count: number): string {
  return count === 0 ? "–" : Number(count.toPrecision(4)).toLocaleString();
}
