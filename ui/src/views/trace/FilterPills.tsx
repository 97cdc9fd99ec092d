import { chosenValue, hasTerm, toggleTerm, withChosen } from "../../logic/span-query.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-view.ts";
import styles from "./FilterPills.module.css";

interface FilterPillsProps {
  readonly model: TraceModel;
  readonly find: string;
  readonly only: boolean;
  readonly onFind: (text: string) => void;
  readonly onOnly: (only: boolean) => void;
}

/** The filters that are wanted most, as terms of the find bar: what they do can be read and shared there. */
export function FilterPills({ model, find, only, onFind, onOnly }: FilterPillsProps) {
  const { services } = model.trace;
  const service = chosenValue(find, "service");
  const pill = (label: string, term: string, count: number) => (
    <button
      type="button"
      className={styles.pill}
      aria-pressed={hasTerm(find, term)}
      disabled={count === 0 && !hasTerm(find, term)}
      onClick={() => onFind(toggleTerm(find, term))}
    >
      {label} <span>{count.toLocaleString()}</span>
    </button>
  );
  return (
    <div className={styles.pills} role="group" aria-label={text.filters}>
      {pill(text.onlyErrors, "is:error", model.errorRows.length)}
      {pill(text.onlyCritical, "is:critical", model.criticalRows.length)}
      {services.length > 1 && (
        <select
          className={styles.select}
          aria-label={text.ofService}
          value={services.some(({ name }) => name === service) ? service : ""}
          onChange={(event) => onFind(withChosen(find, "service", event.target.value))}
        >
          <option value="">{text.service}</option>
          {services.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
      <button
        type="button"
        className={styles.pill}
        aria-pressed={only}
        title={text.whatOnlyMatches}
        onClick={() => onOnly(!only)}
      >
        {text.onlyMatches}
      </button>
    </div>
  );
}
