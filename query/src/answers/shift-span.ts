import type { Span } from "@spanhouse/model";
import type { ClockCorrection } from "@spanhouse/model/assembly";

/** The span with all of its times moved, as a correction of its host's clock says. */
export function shiftSpan(span: Span, { deltaNano, isApplied }: ClockCorrection): Span {
  if (!isApplied) return span;
  const delta = BigInt(deltaNano);
  return {
    ...span,
    startUnixNano: moved(span.startUnixNano, delta),
    endUnixNano: moved(span.endUnixNano, delta),
    events: span.events.map((event) => ({
      ...event,
      timeUnixNano: moved(event.timeUnixNano, delta),
    })),
  };
}

function moved(unixNano: bigint, delta: bigint): bigint {
  const sum = unixNano + delta;
  return sum < 0n ? 0n : BigInt.asUintN(64, sum);
}

/** What is said of the span. */
export function clockWarning({ deltaNano, isApplied }: ClockCorrection): string {
  const amount = `${deltaNano / 1_000_000} ms`;
  return isApplied
    ? `clock skew: this span was moved by ${amount}`
    : `clock skew: this span would have to be moved by ${amount}, which is more than is allowed`;
}
