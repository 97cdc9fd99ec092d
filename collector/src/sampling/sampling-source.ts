import type { SamplingStrategy } from "@spanhouse/wire";

/**
 * Who knows what clients should sample: a collector from its strategies file and the store, an agent from
 * the collectors it asks. The sampling doors answer from one, whichever it is.
 */
export interface SamplingSource {
  /**
   * The strategy of a service, any service: unknown ones get the default. Undefined when nothing can be said
   * now, and the client keeps what it has. Never throws.
   */
  strategyFor(service: string): Promise<SamplingStrategy | undefined>;
  /** Ends timers and requests, and keeps what must outlive the process. Further calls wait for the first. */
  stop(): Promise<void>;
}
