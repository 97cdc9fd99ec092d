import type { AttributeColumns } from "../../logic/attribute-columns.ts";
import styles from "./FilterPills.module.css";

const FIELDS = ["service", "operation", "kind", "status"] as const;

/** What is no text, but a figure in steps. */
const STEPS: readonly string[] = ["self", "percentile"];

interface KeySelectProps {
  readonly label: string;
  readonly value: string;
  /** Steps of self time and of the percentile can be chosen too. */
  readonly hasSteps?: boolean;
  readonly attributes: AttributeColumns;
  readonly onWantAttributes: () => void;
  readonly onChange: (key: string) => void;
}

/** Chooses a field of spans or an attribute. Which there are is asked once somebody turns to it. */
export function KeySelect(props: KeySelectProps) {
  const { label, value, hasSteps = false, attributes, onWantAttributes, onChange } = props;
  const { keys } = attributes;
  const isKnown = FIELDS.some((field) => field === value) || keys.includes(value);
  return (
    <select
      className={styles.select}
      aria-label={label}
      title={label}
      value={value}
      onFocus={onWantAttributes}
      onPointerEnter={onWantAttributes}
      onChange={(event) => onChange(event.target.value)}
    >
      {FIELDS.map((field) => (
        <option key={field} value={field}>
          {field}
        </option>
      ))}
      {hasSteps && <option value="self">self time</option>}
      {hasSteps && <option value="percentile">percentile in the trace</option>}
      {!isKnown && !STEPS.includes(value) && <option value={value}>{value}</option>}
      {keys.length > 0 && (
        <optgroup label="Attributes">
          {keys.map((key) => (
            <option key={key} value={key}>
              {key}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}
