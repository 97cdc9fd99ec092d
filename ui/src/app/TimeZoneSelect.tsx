import { useState } from "react";
import { chosenTimeZone } from "../logic/time-zone.ts";
import { text } from "../texts/app.tsx";
import styles from "./TimeZoneSelect.module.css";

interface TimeZoneSelectProps {
  /** Undefined for the browser's own. */
  readonly onChoose: (name: string | undefined) => void;
}

/** In which zone times are shown. All zones there are stand in the list once somebody turns to it. */
export function TimeZoneSelect({ onChoose }: TimeZoneSelectProps) {
  const [names, setNames] = useState<readonly string[]>([]);
  const chosen = chosenTimeZone() ?? "";
  const fill = (): void => setNames(Intl.supportedValuesOf("timeZone"));
  const isListed = chosen === "" || chosen === "UTC" || names.includes(chosen);
  return (
    <select
      className={styles.select}
      aria-label={text.timeZone}
      title={text.timeZone}
      data-time-zone
      value={chosen}
      onFocus={fill}
      onPointerEnter={fill}
      onChange={(event) => onChoose(event.target.value === "" ? undefined : event.target.value)}
    >
      <option value="">{text.localTime}</option>
      <option value="UTC">UTC</option>
      {!isListed && <option value={chosen}>{chosen}</option>}
      {names.map((name) => name !== "UTC" && <option key={name}>{name}</option>)}
    </select>
  );
}
