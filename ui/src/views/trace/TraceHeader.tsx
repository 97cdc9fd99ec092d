import type { ReactNode } from "react";
import { formatDurationExact } from "../../logic/duration.ts";
import { formatAgo, formatMoment, toUnixMs } from "../../logic/moment.ts";
import { shownOperation } from "../../logic/shown-name.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-view.ts";
import { CopyButton } from "../../widgets/CopyButton.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import { useNow } from "../../widgets/use-now.ts";
import { ServiceName } from "../../widgets/ServiceName.tsx";
import styles from "./TraceHeader.module.css";

/** How often "5 min ago" is renewed. */
const AGO_INTERVAL_MS = 20_000;

/** What the whole trace is: its root, when, how long, how much, whose. */
export function TraceHeader({
  model,
  root,
  children,
}: {
  readonly model: TraceModel;
  readonly root: number;
  /** Stands behind the id. */
  readonly children?: ReactNode;
}) {
  const { trace, colours } = model;
  const nowMs = useNow(AGO_INTERVAL_MS);
  const service = trace.services[trace.spans.service[root]!]?.name;
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <h1>
          <ServiceName name={service} />{" "}
          {shownOperation(trace.operations[trace.spans.operation[root]!])}
        </h1>
        <span className={styles.id}>
          <code>{trace.traceId}</code>
          <CopyButton text={trace.traceId} label={text.copyTraceId} />
          {children}
        </span>
      </div>
      <dl className={styles.facts} data-part="facts">
        <Fact name={text.duration}>{formatDurationExact(trace.durationUs)}</Fact>
        <Fact name={text.started}>
          {formatMoment(trace.startUnixNano)}{" "}
          <small>{formatAgo(toUnixMs(trace.startUnixNano), nowMs)}</small>
        </Fact>
        <Fact name={text.spans}>{trace.spanCount.toLocaleString()}</Fact>
        <Fact name={text.depth}>{(trace.depthMax + 1).toLocaleString()}</Fact>
        <Fact name={text.errors}>
          {trace.errorCount === 0 ? (
            text.noErrors
          ) : (
            <span className={styles.errors}>
              <Icon name="error" size={13} />
              {trace.errorCount.toLocaleString()}
            </span>
          )}
        </Fact>
      </dl>
      <ul className={styles.services} data-part="services" aria-label={text.services} tabIndex={0}>
        {trace.services.map(({ name, spanCount, errorCount }, index) => (
          <li key={name}>
            <ServiceChip
              name={name}
              colour={colours[index]}
              spanCount={spanCount}
              errorCount={errorCount}
            />
          </li>
        ))}
      </ul>
    </header>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
