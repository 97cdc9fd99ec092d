import {
  MAP_LEVELS,
  MAP_VIEWS,
  mapLevelOf,
  type MapParams,
  mapViewOf,
} from "../../logic/map-params.ts";
import { text } from "../../texts/map.tsx";
import { Combobox } from "../../widgets/Combobox.tsx";
import { RangeFields } from "../../widgets/RangeFields.tsx";
import { Segments } from "../../widgets/Segments.tsx";
import { SelectField } from "../../widgets/SelectField.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import { TimeScrubber } from "../../widgets/TimeScrubber.tsx";
import styles from "./MapToolbar.module.css";

interface MapToolbarProps {
  readonly params: MapParams;
  /** What the node in focus is called; as it is asked for when it is not in the answer. */
  readonly focus: string;
  /** Proposals for the node in the middle. */
  readonly names: readonly string[];
  /** How many nodes are found by name; undefined while nothing is looked for. */
  readonly found: number | undefined;
  readonly onChange: (part: MapParams) => void;
  readonly onRefresh: () => void;
}

/** How the map is looked at. Every change is in the address at once. */
export function MapToolbar(props: MapToolbarProps) {
  const { params, focus, names, found, onChange, onRefresh } = props;
  return (
    <div className={styles.bar} role="group" aria-label={text.whatIsShown}>
      <Segments
        label={text.view}
        options={MAP_VIEWS.map((value) => ({ value, label: text.viewName(value) }))}
        value={mapViewOf(params)}
        onChange={(view) => onChange({ view: view === "graph" ? "" : view, sort: "" })}
      />
      <TimeScrubber params={params} onChange={onChange} />
      <RangeFields params={params} onChange={onChange} onRefresh={onRefresh} />
      <SelectField
        label={text.groupBy}
        value={mapLevelOf(params) ?? ""}
        options={[
          { value: "", label: text.automatic },
          ...MAP_LEVELS.map((value) => ({ value, label: text.levelName(value) })),
        ]}
        onChange={(level) => onChange({ level, focus: "", within: "", chosen: "" })}
      />
      <Combobox
        label={text.focusOn}
        placeholder={text.everything}
        value={focus}
        options={names}
        onChange={(focus) => onChange({ focus, within: "" })}
      />
      {params.focus !== undefined && (
        <SelectField
          label={text.callsAway}
          value={params.depth ?? "1"}
          options={["1", "2", "3"].map((value) => ({ value, label: value }))}
          onChange={(depth) => onChange({ depth: depth === "1" ? "" : depth })}
        />
      )}
      <div className={styles.find}>
        <TextField
          label={text.find}
          placeholder={text.partOfName}
          value={params.find ?? ""}
          onChange={(find) => onChange({ find })}
        />
        <p role="status">{found === undefined ? "" : text.found(found)}</p>
      </div>
      {params.within !== undefined && (
        <button type="button" className={styles.within} onClick={() => onChange({ within: "" })}>
          {text.leaveNamespace(params.within)}
        </button>
      )}
    </div>
  );
}
