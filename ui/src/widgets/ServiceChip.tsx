import { cssColour, type ServiceColour } from "../logic/service-colours.ts";
import styles from "./ServiceChip.module.css";

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
      <span className={styles.name}>{name === "" ? "(no service name)" : name}</span>
      {spanCount !== undefined && (
        <span className={styles.count} title={`${spanCount} spans`}>
          {spanCount}
        </span>
      )}
      {errorCount !== undefined && errorCount > 0 && (
        <span className={styles.errors} title={`${errorCount} errors`}>
          {errorCount} err
        </span>
      )}
    </span>
  );
}
