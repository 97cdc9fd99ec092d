import type { OwnRed } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AskedAt } from "../../api/red.ts";
import { formatDuration } from "../../logic/duration.ts";
import { formatLatency, formatRate, formatRatio } from "../../logic/range-params.ts";
import { chosenExemplars, redLines } from "../../logic/red-rows.ts";
import { text } from "../../texts/services.tsx";
import { type ChartPlace, TimeChart } from "../../widgets/TimeChart.tsx";
import { zonedFormat } from "../../logic/time-zone.ts";
import styles from "./RedCharts.module.css";

const EXEMPLARS_DRAWN = 12;
/** What a finger hits. */
const TARGET_PIXELS = 26;

/** Rate, errors and latency over time, read together; dots open the slowest traces. The table has it all. */
export function RedCharts({ red }: { readonly red: AskedAt<OwnRed> }) {
  const [step, setStep] = useState<number>();
  const series = red.series[0]!;
  const lines = [...redLines(red).values()][0]!;
  const exemplars = series.exemplars ?? [];
  const scale = {
    startMs: red.startUnixSeconds * 1_000,
    stepMs: red.stepSeconds * 1_000,
    steps: red.steps,
  };
  const common = { scale, step, onStep: setStep };
  const [p50 = [], p95 = [], p99 = []] = lines.quantilesUs;
  const slowest = Math.max(0, ...exemplars.map((exemplar) => exemplar?.durationUs ?? 0));
  return (
    <>
      <div className={styles.charts}>
        <TimeChart
          {...common}
          title={text.rate}
          format={formatRate}
          lines={[{ name: text.calls, values: lines.perSecond, stroke: "full" }]}
        />
        <TimeChart
          {...common}
          title={text.errors}
          format={formatRatio}
          lines={[{ name: text.failed, values: lines.errorRatio, stroke: "error" }]}
        />
        <TimeChart
          {...common}
          title={text.latency}
          format={formatLatency}
          highest={slowest}
          lines={[
            { name: "p50", values: p50, stroke: "dotted" },
            { name: "p95", values: p95, stroke: "dashed" },
            { name: "p99", values: p99, stroke: "full" },
          ]}
        >
          {({ x, y }: ChartPlace) => {
            const gap = Math.ceil(TARGET_PIXELS / (x(1) - x(0)));
            return chosenExemplars(exemplars, EXEMPLARS_DRAWN, gap).map((at) => {
              const { traceId, spanId, durationUs } = exemplars[at]!;
              const label = text.openSlowest(formatDuration(durationUs));
              return (
                <Link
                  key={at}
                  to="/trace/$traceId"
                  params={{ traceId }}
                  search={{ span: spanId }}
                  className={styles.exemplar}
                  style={{ translate: `${x(at)}px ${y(durationUs)}px` }}
                  aria-label={label}
                  title={label}
                />
              );
            });
          }}
        </TimeChart>
      </div>
      <details className={styles.table}>
        <summary>{text.sameAsTable}</summary>
        <div
          className={styles.scroller}
          role="region"
          aria-label={text.numbersOverTime}
          tabIndex={0}
        >
          <table>
            <thead>
              <tr>
                {[text.time, text.rate, text.errors, "p50", "p95", "p99", text.slowest].map(
                  (label) => (
                    <th key={label} scope="col">
                      {label}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {lines.perSecond.map((perSecond, at) => {
                const exemplar = exemplars[at];
                const ratio = lines.errorRatio[at] ?? null;
                return (
                  <tr key={at}>
                    <th scope="row">{MOMENT.format(scale.startMs + at * scale.stepMs)}</th>
                    <td>{perSecond === null ? text.notOver : formatRate(perSecond)}</td>
                    <td>{ratio === null ? "–" : formatRatio(ratio)}</td>
                    {[p50, p95, p99].map((values, which) => (
                      <td key={which}>{formatLatency(values[at] ?? null)}</td>
                    ))}
                    <td>
                      {exemplar != null && (
                        <Link
                          to="/trace/$traceId"
                          params={{ traceId: exemplar.traceId }}
                          search={{ span: exemplar.spanId }}
                        >
                          {formatDuration(exemplar.durationUs)}
                        </Link>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

const MOMENT = zonedFormat({
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
