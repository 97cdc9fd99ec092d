import type { ServicesParams } from "../../logic/services-params.ts";
import { RangeFields } from "../../widgets/RangeFields.tsx";
import { SelectField } from "../../widgets/SelectField.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import styles from "./ServicesToolbar.module.css";

interface ServicesToolbarProps {
  readonly params: ServicesParams;
  readonly findLabel: string;
  readonly onChange: (part: ServicesParams) => void;
  readonly onRefresh: () => void;
}

/** Time, comparison, which spans count, and a filter by name. Every change is in the address at once. */
export function ServicesToolbar({ params, findLabel, onChange, onRefresh }: ServicesToolbarProps) {
  return (
    <div className={styles.bar} role="group" aria-label="What is shown">
      <RangeFields params={params} onChange={onChange} onRefresh={onRefresh} />
      <SelectField
        label="Spans"
        value={params.kind === "all" ? "all" : ""}
        options={[
          { value: "", label: "calls that came in" },
          { value: "all", label: "all spans" },
        ]}
        onChange={(kind) => onChange({ kind })}
      />
      <TextField
        label={findLabel}
        placeholder="part of a name"
        value={params.find ?? ""}
        onChange={(find) => onChange({ find })}
      />
    </div>
  );
}
