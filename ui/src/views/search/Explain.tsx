import type { OwnAttributeComparison } from "@spanhouse/model";
import { useState } from "react";
import { useComparison } from "../../api/explore.ts";
import type { HeatSelection } from "../../logic/heat-selection.ts";
import { withCondition } from "../../logic/search-chips.ts";
import type { SearchParams } from "../../logic/search-params.ts";
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
      aria-label="How the selected spans differ"
      aria-busy={comparison.isFetching}
    >
      <h2>How the selected spans differ from the others</h2>
      {error !== null ? (
        <Failure
          title="The spans were not compared"
          error={error}
          onRetry={() => void comparison.refetch()}
        />
      ) : data === undefined ? (
        <p role="status">Comparing all attributes …</p>
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
        {selectedCount.toLocaleString()} selected against {otherCount.toLocaleString()} others,
        every one counted.
      </p>
      {warnings.length > 0 && (
        <Notice tone="warning" title="About this comparison">
          {warnings.join(" ")}
        </Notice>
      )}
      {attributes.length === 0 && (
        <Notice tone="plain" title="Nothing tells them apart">
          {selectedCount === 0
            ? "No span is selected: choose a part of the picture with spans in it."
            : otherCount === 0
              ? "All spans are selected, so there are no others. Choose a part of them."
              : "No attribute differs between the selected spans and the others."}
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
          {all ? "Show fewer" : `Show all ${attributes.length} attributes`}
        </button>
      )}
    </>
  );
}
