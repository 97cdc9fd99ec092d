import type { ServicesParams } from "../../logic/services-params.ts";
import { RangeFields } from "../../widgets/RangeFields.tsx";
import { SelectField } from "../../widgets/SelectField.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import { useCommands } from "../../widgets/use-commands.ts";
import styles from "./ServicesToolbar.module.css";

interface ServicesToolbarProps {
  readonly params: ServicesParams;
  readonly findLabel: string;
  readonly onChange: (part: ServicesParams) => void;
  readonly onRefresh: () => void;
}

/** Time, comparison, which spans count, and a filter by name. Every change is in the address at once. */
export function ServicesToolbar({ params, findLabel, onChange, onRefresh }: ServicesToolbarProps) {
  const countsAll = params.kind === "all";
  useCommands({
    title: "Services",
    commands: [
      {
        name: countsAll ? "Count calls that came in" : "Count all spans",
        run: () => onChange({ kind: countsAll ? "" : "all" }),
      },
      { name: "Refresh", key: "r", run: onRefresh },
    ],
  });
  return (
    <div className={styles.bar} role="group" aria-label="What is shown">
      <RangeFields params={params} onChange={onChange} onRefresh={onRefresh} />
      <SelectField
        label="Spans"
        value={countsAll ? "all" : ""}
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
