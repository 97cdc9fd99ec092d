import type { RefObject } from "react";
import { type CompareParams, type ComparisonOrder, orderOf } from "../../logic/compare-params.ts";
import { text } from "../../texts/compare.tsx";
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

/** How the comparison is looked at. Every change is in the address at once. */
export function CompareToolbar(props: CompareToolbarProps) {
  const { findRef, params, differentCount, pathCount, shownCount, onChange, onAll } = props;
  const isList = params.view === "list";
  const only = params.only === "1";
  return (
    <div className={styles.bar} role="group" aria-label={text.whatIsShown}>
      <Segments
        label={text.view}
        options={[
          { value: "tree", label: text.tree },
          { value: "list", label: text.largestDifferences },
        ]}
        value={isList ? "list" : "tree"}
        onChange={(view) => onChange({ view: view === "list" ? view : "", sort: "" })}
      />
      <SelectField
        label={text.order}
        value={orderOf(params)}
        options={orders()}
        onChange={(sort) => onChange({ sort })}
      />
      <TextField
        ref={findRef}
        label={text.find}
        placeholder={text.partOfName}
        value={params.find ?? ""}
        onChange={(find) => onChange({ find })}
      />
      <button
        type="button"
        className={styles.only}
        aria-pressed={only}
        onClick={() => onChange({ only: only ? "" : "1" })}
      >
        {text.onlyDifferences}
      </button>
      {!isList && (
        <div className={styles.icons}>
          <IconButton label={text.expandAll} onClick={() => onAll(false)}>
            <Icon name="expandAll" />
          </IconButton>
          <IconButton label={text.collapseAll} onClick={() => onAll(true)}>
            <Icon name="collapseAll" />
          </IconButton>
        </div>
      )}
      <p className={styles.count} role="status">
        {text.pathsDiffer(differentCount, pathCount, shownCount)}
      </p>
    </div>
  );
}

function orders(): readonly { readonly value: ComparisonOrder; readonly label: string }[] {
  return [
    { value: "time", label: text.byTime },
    { value: "self", label: text.bySelfTime },
    { value: "critical", label: text.byCriticalPath },
    { value: "count", label: text.byCalls },
    { value: "errors", label: text.byErrors },
  ];
}
