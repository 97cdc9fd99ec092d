import { useMemo } from "react";
import { parseShownKeys, rowPreviews, shownKeysText } from "../../logic/row-previews.ts";
import type { RowPreview } from "../../logic/row-previews.ts";
import { usePinnedKeys } from "./use-pinned-keys.ts";
import type { TraceSelection } from "./use-trace-selection.ts";

/** The pinned attributes, and whether rows show them. */
export interface ShownKeys {
  readonly pinned: readonly string[];
  /** Pins a key or lets go of it; rows that show pinned ones follow. */
  readonly onPin: (key: string) => void;
  readonly isShown: boolean;
  readonly onShown: (shown: boolean) => void;
  /** For rows; what has not come is absent. */
  readonly previews: readonly RowPreview[];
}

/** What rows show is in the address, so that who opens it sees the same whatever is pinned there. */
export function useShownKeys({ params, change, attributes }: TraceSelection): ShownKeys {
  const [pinned, pin] = usePinnedKeys();
  const { rows } = params;
  const previews = useMemo(() => rowPreviews(attributes, parseShownKeys(rows)), [attributes, rows]);
  return {
    ...{ pinned, previews, isShown: rows !== undefined },
    onPin: (key) => {
      const after = pin(key);
      if (rows !== undefined) change({ rows: shownKeysText(after) });
    },
    onShown: (shown) => change({ rows: shown ? shownKeysText(pinned) : "" }),
  };
}
