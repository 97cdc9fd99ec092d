import { cssColour } from "../../logic/service-colours.ts";
import type { LegendEntry } from "../../logic/trace-look.ts";
import { text } from "../../texts/trace-colours.ts";
import { toStyle } from "../../widgets/to-style.ts";
import styles from "./ColourLegend.module.css";

/** What the steps of a scale of colours mean. */
export function ColourLegend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  return (
    <ul className={styles.legend} aria-label={text.colours}>
      {entries.map(({ colour, says, isMarked }) => (
        <li key={says}>
          <span
            className={styles.swatch}
            data-marked={isMarked || undefined}
            style={toStyle({ background: cssColour(colour) })}
          />
          {says}
        </li>
      ))}
    </ul>
  );
}
