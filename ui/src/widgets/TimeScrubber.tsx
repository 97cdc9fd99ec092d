import { useId } from "react";
import { formatMoment } from "../logic/moment.ts";
import {
  type RangeParams,
  rangeUs,
  SCRUB_STEPS,
  scrubbedRange,
  scrubPlace,
} from "../logic/range-params.ts";
import { text } from "../texts/range-fields.ts";
import { Field } from "./Field.tsx";
import styles from "./TimeScrubber.module.css";
import { useNow } from "./use-now.ts";

const NOW_INTERVAL_MS = 15_000;

interface TimeScrubberProps {
  readonly params: RangeParams;
  readonly onChange: (part: RangeParams) => void;
}

/** Moves the range of time that is shown back and forth, by halves of it. */
export function TimeScrubber({ params, onChange }: TimeScrubberProps) {
  const id = useId();
  const nowMs = useNow(NOW_INTERVAL_MS);
  const range = rangeUs(params, nowMs);
  const [from, to] = [range.startUs, range.endUs].map((us) =>
    formatMoment(String(BigInt(us) * 1_000n)),
  );
  return (
    <Field label={text.moveThroughTime} htmlFor={id}>
      <input
        id={id}
        className={styles.scrubber}
        type="range"
        min={-SCRUB_STEPS}
        max={0}
        value={scrubPlace(range, nowMs)}
        aria-valuetext={text.fromTo(from!, to!)}
        onChange={({ target }) => onChange(scrubbedRange(range, Number(target.value), Date.now()))}
      />
    </Field>
  );
}
