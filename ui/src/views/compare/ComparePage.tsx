import type { OwnTypicalTrace } from "@spanhouse/model";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTrace } from "../../api/trace.ts";
import type { TraceProgress } from "../../api/trace-progress.ts";
import { useTypical } from "../../api/typical.ts";
import {
  type Around,
  aroundOf,
  type CompareParams,
  toCompareParams,
  TYPICAL,
} from "../../logic/compare-params.ts";
import { compareTraces, compareWithTypical } from "../../logic/compare-traces.ts";
import { type ComparedSide, TWO_TRACES, WITH_TYPICAL } from "../../logic/compared-sides.ts";
import { factsOfTrace, factsOfTypical, rootStepOf } from "../../logic/trace-facts.ts";
import type { Trace } from "../../logic/trace.ts";
import { text } from "../../texts/compare.tsx";
import { text as others } from "../../texts/other-traces.ts";
import { Failure } from "../../widgets/Failure.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { Page } from "../../widgets/Page.tsx";
import { ChooseTraces } from "./ChooseTraces.tsx";
import { CompareFacts, type CompareSide } from "./CompareFacts.tsx";
import styles from "./ComparePage.module.css";
import { CompareResult } from "./CompareResult.tsx";

const route = getRouteApi("/compare");

/** Two traces side by side, or a trace and the typical one of its operation. What is shown is in the address. */
export function ComparePage() {
  const params = toCompareParams(route.useSearch());
  const navigate = route.useNavigate();
  const { a, b } = params;
  const isTypical = b === TYPICAL;
  const [comeOfA, setComeOfA] = useState<TraceProgress>();
  const [comeOfB, setComeOfB] = useState<TraceProgress>();
  const traceA = useTrace(a, setComeOfA);
  const traceB = useTrace(isTypical ? undefined : b, setComeOfB);
  // Reading them is work for the server, which two traces that are chosen do not need.
  const [wantsOthers, setWantsOthers] = useState(b === undefined || isTypical);
  const typical = useTypical(
    isTypical || wantsOthers ? questionOf(traceA.data, aroundOf(params).us) : undefined,
  );
  const change = (part: CompareParams) =>
    void navigate({ search: toCompareParams({ ...params, ...part }), replace: true });

  const [one, two, base] = [traceA.data, traceB.data, typical.data];
  const comparison = useMemo(() => {
    if (one === undefined) return undefined;
    if (!isTypical) return two === undefined ? undefined : compareTraces(one, two);
    return base === undefined || base.traces.length === 0
      ? undefined
      : compareWithTypical(base, one);
  }, [one, two, base, isTypical]);
  const isWaiting = traceA.isFetching || traceB.isFetching || (isTypical && typical.isFetching);
  const facts = (
    <CompareFacts
      sides={isTypical ? WITH_TYPICAL : TWO_TRACES}
      base={isTypical ? typicalSide(base) : sideOf(one)}
      other={isTypical ? sideOf(one) : sideOf(two)}
    />
  );
  return (
    <Page isWide isBusy={isWaiting}>
      <title>{text.title}</title>
      <h1 className={styles.heading}>{text.compareTraces}</h1>
      <ChooseTraces
        params={params}
        typical={typical.data}
        onOthers={isTypical || wantsOthers ? undefined : () => setWantsOthers(true)}
        onChange={change}
      />
      {traceA.error !== null && (
        <Failure
          title={text.cannotBeShown("A")}
          error={traceA.error}
          onRetry={() => void traceA.refetch()}
        />
      )}
      {traceB.error !== null && (
        <Failure
          title={text.cannotBeShown("B")}
          error={traceB.error}
          onRetry={() => void traceB.refetch()}
        />
      )}
      {typical.error !== null && (
        <Failure
          title={others.notRead}
          error={typical.error}
          onRetry={() => void typical.refetch()}
        />
      )}
      {(a === undefined || b === undefined) && <Begin hasFirst={a !== undefined} />}
      {isTypical && one !== undefined && rootStepOf(one) === undefined && (
        <Notice tone="plain" title={text.rootIsMissing}>
          {text.rootIsNeeded}
        </Notice>
      )}
      {isTypical && typical.data?.traces.length === 0 && (
        <NoOthers typical={typical.data} around={aroundOf(params).value} />
      )}
      <Incomplete side="A" trace={one} />
      <Incomplete side="B" trace={two} />
      {isTypical && <TypicalWarnings typical={base} />}
      {a !== undefined && a === b && <Notice tone="plain" title={text.sameTrace} />}
      {isWaiting && comparison === undefined && <p role="status">{text.reading}</p>}
      <Come side="A" isWaiting={traceA.isPending} progress={comeOfA} />
      <Come side="B" isWaiting={traceB.isPending} progress={comeOfB} />
      {comparison === undefined && one !== undefined && facts}
      {comparison !== undefined && one !== undefined && (
        <CompareResult
          key={`${a ?? ""} ${b ?? ""} ${traceA.dataUpdatedAt} ${traceB.dataUpdatedAt}`}
          comparison={comparison}
          baseTrace={isTypical ? undefined : one}
          otherTrace={isTypical ? one : two!}
          typical={isTypical ? base : undefined}
          params={params}
          onChange={change}
        >
          {facts}
        </CompareResult>
      )}
    </Page>
  );
}

function questionOf(trace: Trace | undefined, aroundUs: number): Parameters<typeof useTypical>[0] {
  if (trace === undefined) return undefined;
  const root = rootStepOf(trace);
  if (root === undefined) return undefined;
  const { traceId, startUnixNano } = trace;
  return { traceId, root, startUnixNano, aroundUs };
}

function sideOf(trace: Trace | undefined): CompareSide {
  return { facts: trace && factsOfTrace(trace), trace, instead: "" };
}

function typicalSide(typical: OwnTypicalTrace | undefined): CompareSide {
  const count = typical?.traces.length ?? 0;
  return {
    facts: typical && factsOfTypical(typical),
    trace: undefined,
    instead: count === 0 ? "–" : others.medians(count),
  };
}

function Begin({ hasFirst }: { readonly hasFirst: boolean }) {
  return (
    <Notice tone="plain" title={hasFirst ? text.comparedWithWhat : text.whichTraces}>
      {hasFirst ? text.howToChoose : text.howToBegin}
    </Notice>
  );
}

function NoOthers({
  typical,
  around,
}: {
  readonly typical: OwnTypicalTrace;
  readonly around: Around;
}) {
  return (
    <Notice tone="plain" title={others.noOthers(`${typical.service} ${typical.operation}`)}>
      {others.lookedFor(around)}
      {typical.leftOutCount > 0 && ` ${others.notCounted(typical.leftOutCount)}`}
    </Notice>
  );
}

/** How much of a large trace has come. */
function Come({
  side,
  isWaiting,
  progress,
}: {
  readonly side: ComparedSide;
  readonly isWaiting: boolean;
  readonly progress: TraceProgress | undefined;
}) {
  if (!isWaiting || progress === undefined) return null;
  return <p className={styles.come}>{text.come(side, progress.spans, progress.spanCount)}</p>;
}

/** Spans that are missing in one trace look like a difference. */
function Incomplete({
  side,
  trace,
}: {
  readonly side: ComparedSide;
  readonly trace: Trace | undefined;
}) {
  if (trace === undefined || trace.warnings.length === 0) return null;
  return (
    <Notice tone="warning" title={text.mayBeIncomplete(side)}>
      <FromService>{trace.warnings.join("; ")}</FromService>
    </Notice>
  );
}

function TypicalWarnings({ typical }: { readonly typical: OwnTypicalTrace | undefined }) {
  if (typical === undefined || typical.warnings.length === 0) return null;
  return (
    <Notice tone="warning" title={others.notAllCounted}>
      <FromService>{typical.warnings.join("; ")}</FromService>
    </Notice>
  );
}
