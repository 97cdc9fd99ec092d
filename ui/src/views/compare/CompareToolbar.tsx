import type { RefObject } from "react";
import { type CompareParams, type ComparisonOrder, orderOf } from "../../logic/compare-params.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import { Segments } from "../../widgets/Segments.tsx";
import { SelectField } from "../../widgets/SelectField.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import styles from "./CompareToolbar.module.css";

interface CompareToolbarProps {
  readonly findRef: RefObject<HTMLInputElement | null>;
  readonly params: CompareParams;
  readonly differentCount: number;
  readonly pathCount: number;
  readonly shownCount: number;
  readonly onChange: (part: CompareParams) => void;
  readonly onAll: (isCollapsed: boolean) => void;
}

const VIEWS = [
  { value: "tree", label: "Tree" },
  { value: "list", label: "Largest differences" },
] as const;

const ORDERS: readonly { readonly value: ComparisonOrder; readonly label: string }[] = [
  { value: "time", label: "when they began" },
  { value: "self", label: "difference in self time" },
  { value: "critical", label: "difference on the critical path" },
  { value: "count", label: "difference in calls" },
  { value: "errors", label: "difference in errors" },
];

/** How the comparison is looked at. Every change is in the address at once. */
export function CompareToolbar(props: CompareToolbarProps) {
  const { findRef, params, differentCount, pathCount, shownCount, onChange, onAll } = props;
  const isList = params.view === "list";
  const only = params.only === "1";
  return (
    <div className={styles.bar} role="group" aria-label="What is shown">
      <Segments
        label="View"
        options={VIEWS}
        value={isList ? "list" : "tree"}
        onChange={(view) => onChange({ view: view === "list" ? view : "", sort: "" })}
      />
      <SelectField
        label="Order"
        value={orderOf(params)}
        options={ORDERS}
        onChange={(sort) => onChange({ sort })}
      />
      <TextField
        ref={findRef}
        label="Find"
        placeholder="part of a name"
        value={params.find ?? ""}
        onChange={(find) => onChange({ find })}
      />
      <button
        type="button"
        className={styles.only}
        aria-pressed={only}
        onClick={() => onChange({ only: only ? "" : "1" })}
      >
        Only differences
      </button>
      {!isList && (
        <div className={styles.icons}>
          <IconButton label="Expand all" onClick={() => onAll(false)}>
            <Icon name="expandAll" />
          </IconButton>
          <IconButton label="Collapse all" onClick={() => onAll(true)}>
            <Icon name="collapseAll" />
          </IconButton>
        </div>
      )}
      <p className={styles.count} role="status">
        <strong>{differentCount.toLocaleString()}</strong> of {pathCount.toLocaleString()} paths
        differ{shownCount < pathCount && `, ${shownCount.toLocaleString()} shown`}
      </p>
    </div>
  );
}
