import { shownService } from "../logic/shown-name.ts";
import styles from "./ServiceName.module.css";

/** Longer names may be cut on any screen. */
const TITLED_FROM_CHARS = 30;

interface ServiceNameProps {
  readonly name: string | undefined;
  /** Never cut, where the line may break. */
  readonly isWhole?: boolean;
}

/** The name of a service before that of its operation. */
export function ServiceName({ name = "", isWhole = false }: ServiceNameProps) {
  return (
    <span
      className={styles.name}
      data-whole={isWhole || undefined}
      title={!isWhole && name.length > TITLED_FROM_CHARS ? name : undefined}
    >
      {shownService(name)}
    </span>
  );
}
