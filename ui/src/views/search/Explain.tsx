import type { OwnAttributeComparison } from "@spanhouse/model";
import { useState } from "react";
import { useComparison } from "../../api/explore.ts";
import type { HeatSelection } from "../../logic/heat-selection.ts";
import { withCondition } from "../../logic/search-chips.ts";
import type { SearchParams } from "../../logic/search-params.ts";
import { text } from "../../texts/heatmap.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import styles from "./Explain.module.css";
import { ExplainedAttribute } from "./ExplainedAttribute.tsx";
import { Failure } from "../../widgets/Failure.tsx";

/** Attributes that are shown before somebody asks for all. */
const SHOWN_FIRST = 8;

interface ExplainProps {
  readonly params: SearchParams;
  readonly round: number;
  readonly selection: HeatSelection;
  readonly onAsk: (params: SearchParams) => void;
}

/** What the selected spans have that the others have not, the clearest difference first. */
export function Explain({ params, round, selection, onAsk }: ExplainProps) {
  const comparison = useComparison({ params, round, enabled: true }, selection);
  const { data, error } = comparison;
  return (
    <section
      className={styles.explain}
      aria-label={text.howSelectedDiffer}
      aria-busy={comparison.isFetching}
    >
      <h2>{text.howSelectedDifferFromOthers}</h2>
      {error !== null ? (
        <Failure title={text.notCompared} error={error} onRetry={() => void comparison.refetch()} />
      ) : data === undefined ? (
        <p role="status">{text.comparing}</p>
      ) : (
        <Differences
          data={data}
          ofErrors={selection === "errors"}
          onCondition={(condition) => onAsk(withCondition(params, condition))}
        />
      )}
    </section>
  );
}

interface DifferencesProps {
  readonly ofErrors: boolean;
  readonly data: OwnAttributeComparison;
  readonly onCondition: Parameters<typeof ExplainedAttribute>[0]["onCondition"];
}

function Differences({ data, ofErrors, onCondition }: DifferencesProps) {
  const [all, setAll] = useState(false);
  const { selectedCount, otherCount, warnings } = data;
  // That spans with an error differ by their status is no news.
  const attributes = data.attributes.filter(
    ({ level, key }) => !(ofErrors && level === "field" && key === "status"),
  );
  const shown = all ? attributes : attributes.slice(0, SHOWN_FIRST);
  return (
    <>
      <p role="status" className={styles.summary}>
        {text.compared(selectedCount, otherCount)}
      </p>
      {warnings.length > 0 && (
        <Notice tone="warning" title={text.aboutComparison}>
          <FromService>{warnings.join(" ")}</FromService>
        </Notice>
      )}
      {attributes.length === 0 && (
        <Notice tone="plain" title={text.nothingTellsApart}>
          {selectedCount === 0
            ? text.noneSelected
            : otherCount === 0
              ? text.allSelected
              : text.noneDiffers}
        </Notice>
      )}
      <ol className={styles.attributes}>
        {shown.map((attribute) => (
          <ExplainedAttribute
            key={`${attribute.level}.${attribute.key}`}
            attribute={attribute}
            selectedCount={selectedCount}
            otherCount={otherCount}
            onCondition={onCondition}
          />
        ))}
      </ol>
      {attributes.length > SHOWN_FIRST && (
        <button type="button" className={styles.all} onClick={() => setAll(!all)}>
          {all ? text.showFewer : text.showAllAttributes(attributes.length)}
        </button>
      )}
    </>
  );
}
