import { useSyncExternalStore } from "react";
import { type TimeWindow, wholeWindow } from "../../logic/time-window.ts";

/**
 * The window of time that is drawn. It lives outside of React, because zooming must not draw rows again:
 * the waterfall hears of changes and sets two custom properties, only the axis and the minimap render.
 */
export class TimeWindowStore {
  readonly durationUs: number;
  #window: TimeWindow;
  readonly #listeners = new Set<() => void>();

  constructor(durationUs: number) {
    this.durationUs = durationUs;
    this.#window = wholeWindow(durationUs);
  }

  readonly get = (): TimeWindow => this.#window;

  readonly set = (window: TimeWindow): void => {
    if (window.fromUs === this.#window.fromUs && window.toUs === this.#window.toUs) return;
    this.#window = window;
    for (const listener of this.#listeners) listener();
  };

  readonly reset = (): void => this.set(wholeWindow(this.durationUs));

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** The window, for components that draw it. */
export function useTimeWindow(store: TimeWindowStore): TimeWindow {
  return useSyncExternalStore(store.subscribe, store.get);
}
