import { useEffect, useMemo, useState } from "react";
import { toCollapseText } from "../../logic/collapse-text.ts";
import { compressedScale, plainScale } from "../../logic/time-scale.ts";
import { isWhole, windowBetween } from "../../logic/time-window.ts";
import { coloursBy, type TraceLook } from "../../logic/trace-look.ts";
import { parseWindow } from "../../logic/trace-params.ts";
import { TimeWindowStore } from "./time-window-store.ts";
import type { TraceSelection } from "./use-trace-selection.ts";

/** The address follows the window of time and the tree after this pause. */
const WRITE_AFTER_MS = 300;

/** How the trace is drawn, and the window of time that is, both as the address says. */
export function useTraceLook(view: TraceSelection): [TraceLook, TimeWindowStore] {
  const { model, params, change, attributes } = view;
  const { trace } = model;
  const isCompressed = params.gaps === "1";
  const colour = params.colour ?? "service";
  const scale = useMemo(
    () =>
      isCompressed ? compressedScale(trace.spans, trace.durationUs) : plainScale(trace.durationUs),
    [trace, isCompressed],
  );
  const colours = useMemo(() => coloursBy(model, colour, attributes), [model, colour, attributes]);
  const look = useMemo(() => ({ ...colours, scale }), [colours, scale]);

  // Read once: afterwards the address follows the window.
  const [firstWindow] = useState(params.window);
  const timeWindow = useMemo(() => {
    const store = new TimeWindowStore(scale.drawnUs);
    const ends = parseWindow(firstWindow);
    if (ends !== undefined) {
      store.set(windowBetween(scale.toDrawn(ends[0]), scale.toDrawn(ends[1]), scale.drawnUs));
    }
    return store;
  }, [scale, firstWindow]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = (): void => {
      const shown = timeWindow.get();
      const text = isWhole(shown, scale.drawnUs)
        ? ""
        : `${round(scale.toTime(shown.fromUs))}-${round(scale.toTime(shown.toUs))}`;
      change({ window: text });
    };
    const unsubscribe = timeWindow.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_AFTER_MS);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [timeWindow, scale, change]);

  const { collapsed } = view.tree;
  useEffect(() => {
    const timer = setTimeout(
      () => change({ closed: toCollapseText(trace.spans, collapsed) }),
      WRITE_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [trace, collapsed, change]);

  return [look, timeWindow];
}

function round(us: number): number {
  return Math.max(0, Math.round(us * 1000) / 1000);
}
