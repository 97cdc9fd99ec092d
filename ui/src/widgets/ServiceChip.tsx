import { shownService } from "../logic/shown-name.ts";
import { cssColour, type ServiceColour } from "../logic/service-colours.ts";
import { text } from "../texts/widgets.ts";
import styles from "./ServiceChip.module.css";

/** Longer names may be cut where they stand. */
const TITLED_FROM_CHARS = 30;

interface ServiceChipProps {
  readonly name: string;
  readonly colour: ServiceColour | undefined;
  readonly spanCount?: number;
  readonly errorCount?: number;
}

/** A service: its colour, its name, how many spans it has. */
export function ServiceChip({ name, colour, spanCount, errorCount }: ServiceChipProps) {
  const swatch = colour === undefined ? undefined : { background: cssColour(colour) };
  return (
    <span className={styles.chip}>
      <span className={styles.swatch} style={swatch} />
      <span className={styles.name} title={name.length > TITLED_FROM_CHARS ? name : undefined}>
        {shownService(name)}
      </span>
      {spanCount !== undefined && (
        <span className={styles.count} title={text.spans(spanCount)}>
          {spanCount.toLocaleString()}
        </span>
      )}
      {errorCount !== undefined && errorCount > 0 && (
        <span className={styles.errors} title={text.errors(errorCount)}>
          {text.errorsShort(errorCount)}
        </span>
      )}
    </span>
  );
}
