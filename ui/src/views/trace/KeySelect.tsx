import type { AttributeColumns } from "../../logic/attribute-columns.ts";
import { text } from "../../texts/span-fields.ts";
import { fieldLabel, GROUPING_FIELDS } from "./field-label.ts";
import styles from "./FilterPills.module.css";

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
  const isKnown = GROUPING_FIELDS.some((field) => field === value) || keys.includes(value);
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
      {GROUPING_FIELDS.map((field) => (
        <option key={field} value={field}>
          {fieldLabel(field)}
        </option>
      ))}
      {hasSteps && <option value="self">{text.self}</option>}
      {hasSteps && <option value="percentile">{text.percentile}</option>}
      {!isKnown && !STEPS.includes(value) && <option value={value}>{value}</option>}
      {keys.length > 0 && (
        <optgroup label={text.attributes}>
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
