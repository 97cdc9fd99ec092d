import { styleText } from "node:util";
import { type Hint, searchPageUrl, tracePageUrl } from "./hints.ts";
import { SERVICE_DESCRIPTIONS } from "./services.ts";
import type { TrafficCounts } from "./traffic/traffic.ts";

type Style = "bold" | "dim" | "cyan";

/** Everything the demo says, as text. */
export class Report {
  readonly #colors: boolean;

  constructor(colors: boolean) {
    this.#colors = colors;
  }

  startingSpanhouse(): string {
    return lines("Starting Spanhouse …");
  }

  opening(): string {
    return lines("Opening the shop …");
  }

  open(what: {
    readonly queryUrl: string;
    /** Whether the demo has started Spanhouse. */
    readonly isOwn: boolean;
    readonly seed: number;
    readonly rate: number;
  }): string {
    const services = Object.entries(SERVICE_DESCRIPTIONS).map(
      ([name, description]) => `  ${name.padEnd(12)}${this.#style("dim", description)}`,
    );
    return lines(
      "",
      this.#style("bold", "The shop is open."),
      "",
      ...services,
      "",
      `${what.rate} visits per second, seed ${what.seed}.`,
      `Spanhouse ${what.isOwn ? "was started" : "is already running"} at ${this.#style("cyan", what.queryUrl)}`,
      "",
      "Waiting for the first traces …",
      "",
    );
  }

  /** What there is to see. A hint without a trace has not been found yet. */
  hints(
    queryUrl: string,
    found: readonly { readonly hint: Hint; readonly traceId: string | undefined }[],
  ): string {
    const texts = found.flatMap(({ hint, traceId }, at) => [
      this.#style("bold", `${at + 1}. ${hint.title}`),
      `   ${hint.text}`,
      `   all      ${this.#style("cyan", searchPageUrl(queryUrl, hint.search))}`,
      traceId === undefined
        ? `   example  none has come in yet`
        : `   example  ${this.#style("cyan", tracePageUrl(queryUrl, traceId, hint.find))}`,
      "",
    ]);
    return lines("What to look for:", "", ...texts, "Ctrl-C stops everything.", "");
  }

  stopping(): string {
    return lines("Stopping …");
  }

  counts({ visits, planted, failed, skipped }: TrafficCounts): string {
    const more = [
      `${planted} failed as planted`,
      ...(failed > 0 ? [`${failed} failed otherwise`] : []),
      ...(skipped > 0 ? [`${skipped} left out, because the shop was too slow`] : []),
    ];
    return lines(`${visits} visits, ${more.join(", ")}.`);
  }

  /** `killed`: what did not end by itself, and may have lost spans. */
  stopped(killed: readonly string[]): string {
    if (killed.length === 0) return lines("All processes have ended.");
    return lines(
      `All processes have ended; killed, because they did not stop: ${killed.join(", ")}.`,
    );
  }

  #style(name: Style, text: string): string {
    // The caller has looked at the stream.
    return this.#colors ? styleText(name, text, { validateStream: false }) : text;
  }
}

function lines(...texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
