import type { ServicesParams } from "../../logic/services-params.ts";
import { text } from "../../texts/services.tsx";
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
    title: text.services,
    commands: [
      {
        name: countsAll ? text.countCalls : text.countAll,
        run: () => onChange({ kind: countsAll ? "" : "all" }),
      },
      { name: text.refresh, key: "r", run: onRefresh },
    ],
  });
  return (
    <div className={styles.bar} role="group" aria-label={text.whatIsShown}>
      <RangeFields params={params} onChange={onChange} onRefresh={onRefresh} />
      <SelectField
        label={text.spans}
        value={countsAll ? "all" : ""}
        options={[
          { value: "", label: text.callsThatCameIn },
          { value: "all", label: text.allSpans },
        ]}
        onChange={(kind) => onChange({ kind })}
      />
      <TextField
        label={findLabel}
        placeholder={text.partOfName}
        value={params.find ?? ""}
        onChange={(find) => onChange({ find })}
      />
    </div>
  );
}
