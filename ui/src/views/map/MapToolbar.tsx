import {
  MAP_LEVELS,
  MAP_VIEWS,
  mapLevelOf,
  type MapParams,
  mapViewOf,
} from "../../logic/map-params.ts";
import { Combobox } from "../../widgets/Combobox.tsx";
import { RangeFields } from "../../widgets/RangeFields.tsx";
import { Segments } from "../../widgets/Segments.tsx";
import { SelectField } from "../../widgets/SelectField.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import styles from "./MapToolbar.module.css";

interface MapToolbarProps {
  readonly params: MapParams;
  /** Proposals for the node in the middle. */
  readonly names: readonly string[];
  /** How many nodes are found by name; undefined while nothing is looked for. */
  readonly found: number | undefined;
  readonly onChange: (part: MapParams) => void;
  readonly onRefresh: () => void;
}

/** How the map is looked at. Every change is in the address at once. */
export function MapToolbar({ params, names, found, onChange, onRefresh }: MapToolbarProps) {
  return (
    <div className={styles.bar} role="group" aria-label="What is shown">
      <Segments
        label="View"
        options={MAP_VIEWS}
        value={mapViewOf(params)}
        onChange={(view) => onChange({ view: view === "graph" ? "" : view, sort: "" })}
      />
      <RangeFields params={params} onChange={onChange} onRefresh={onRefresh} />
      <SelectField
        label="Group by"
        value={mapLevelOf(params) ?? ""}
        options={[{ value: "", label: "Automatic" }, ...MAP_LEVELS]}
        onChange={(level) => onChange({ level, focus: "", within: "", chosen: "" })}
      />
      <Combobox
        label="Focus on"
        placeholder="everything"
        value={params.focus ?? ""}
        options={names}
        onChange={(focus) => onChange({ focus, within: "" })}
      />
      {params.focus !== undefined && (
        <SelectField
          label="Calls away"
          value={params.depth ?? "1"}
          options={["1", "2", "3"].map((value) => ({ value, label: value }))}
          onChange={(depth) => onChange({ depth: depth === "1" ? "" : depth })}
        />
      )}
      <div className={styles.find}>
        <TextField
          label="Find"
          placeholder="part of a name"
          value={params.find ?? ""}
          onChange={(find) => onChange({ find })}
        />
        <p role="status">{found === undefined ? "" : `${found} found`}</p>
      </div>
      {params.within !== undefined && (
        <button type="button" className={styles.within} onClick={() => onChange({ within: "" })}>
          Namespace {params.within} ×
        </button>
      )}
    </div>
  );
}
