import type { OwnHeatmap } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { useId, useMemo, useRef, useState } from "react";
import { coarseHeatmap } from "../../logic/coarse-heatmap.ts";
import { describeBox } from "../../logic/describe-box.ts";
import { boxOfRange, type HeatSelection, rangeOfBox } from "../../logic/heat-selection.ts";
import { type CellBox, countBox, heatmapGrid, slowestBox } from "../../logic/heatmap-grid.ts";
import { text } from "../../texts/heatmap.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { useSize } from "../../widgets/use-size.ts";
import { Heatmap } from "./Heatmap.tsx";
import styles from "./HeatmapSection.module.css";
import { HeatmapTable } from "./HeatmapTable.tsx";

/** Which part of the spans "slowest" chooses. */
const SLOWEST_SHARE = 0.05;
const HEAT_STEPS = [styles.heat1, styles.heat2, styles.heat3, styles.heat4, styles.heat5];

interface HeatmapSectionProps {
  readonly heatmap: OwnHeatmap;
  readonly selection: HeatSelection | undefined;
  readonly onSelect: (selection: HeatSelection | undefined) => void;
  /** Searches only the selected spans. */
  readonly onNarrow: (selection: HeatSelection) => void;
}

/** All matching spans by start and duration, what of them is selected, and what can be done with that. */
export function HeatmapSection({ heatmap, selection, onSelect, onNarrow }: HeatmapSectionProps) {
  const helpId = useId();
  const legendRef = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<CellBox | undefined>(undefined);
  const plotRef = useRef<HTMLDivElement>(null);
  const size = useSize(plotRef);
  const { width } = size;
  const grid = useMemo(() => heatmapGrid(coarseHeatmap(heatmap, width)), [heatmap, width]);
  const isRange = selection !== undefined && selection !== "errors";
  const selected = isRange ? boxOfRange(grid, selection) : undefined;
  const errorCount = heatmap.cells.reduce((sum, cell) => sum + cell.errorCount, 0);
  const select = (box: CellBox | undefined): void =>
    onSelect(box === undefined ? undefined : rangeOfBox(grid, box));
  const selectSlowest = (): void => select(slowestBox(grid, SLOWEST_SHARE));
  const example = selected === undefined ? undefined : countBox(grid, selected).traceId;
  const isAlive = heatmap.spanCount > 0;

  return (
    <section className={styles.section} aria-label={text.title} data-part="heatmap">
      <div className={styles.head}>
        <h2>{text.spanCount(heatmap.spanCount, errorCount)}</h2>
        <div ref={legendRef} className={styles.legend} aria-hidden="true">
          {text.few}
          {HEAT_STEPS.map((step) => (
            <span key={step} className={step} data-colour />
          ))}
          {text.many}
          <span className={styles.withError}>
            <span className={styles.error} data-colour />
          </span>
          {text.withErrors}
        </div>
        <div className={styles.actions}>
          <button type="button" disabled={!isAlive} onClick={selectSlowest}>
            {text.explainSlowest}
          </button>
          <button
            type="button"
            disabled={errorCount === 0}
            aria-pressed={selection === "errors"}
            onClick={() => onSelect(selection === "errors" ? undefined : "errors")}
          >
            {text.explainErrors}
          </button>
        </div>
      </div>
      {heatmap.partial !== undefined && (
        <Notice tone="warning" title={text.notAllCounted}>
          <FromService>{heatmap.partial}</FromService>
        </Notice>
      )}
      <Heatmap
        {...{ grid, plotRef, size, selected, helpId }}
        onSelect={select}
        onPoint={setPointed}
        legend={legendRef}
      />
      <div className={styles.foot}>
        <p role="status" className={styles.readout}>
          {pointed !== undefined
            ? text.box(describeBox(grid, pointed))
            : selected !== undefined
              ? text.selectedBox(describeBox(grid, selected))
              : selection === "errors"
                ? text.selectedErrors
                : isRange
                  ? text.selectedOutside
                  : text.howToSelect}
        </p>
        {selection !== undefined && (
          <div className={styles.actions}>
            {example !== undefined && (
              <Link to="/trace/$traceId" params={{ traceId: example }}>
                {text.openTrace}
              </Link>
            )}
            <button type="button" onClick={() => onNarrow(selection)}>
              {text.searchOnlyThese}
            </button>
            <button type="button" onClick={() => onSelect(undefined)}>
              {text.clearSelection}
            </button>
          </div>
        )}
      </div>
      <p id={helpId} className={styles.hidden}>
        {text.keys}
      </p>
      <HeatmapTable grid={grid} onSelect={select} />
    </section>
  );
}
