import type { OwnTypicalTrace, PathStep } from "@spanhouse/model";
import { skipToken, useQuery } from "@tanstack/react-query";
import { requestJson } from "./request.ts";

/** A trace among its like. */
export interface TypicalQuestion {
  readonly traceId: string;
  /** Of its root. */
  readonly root: PathStep;
  readonly startUnixNano: string;
  /** How long before and after it others are looked for. */
  readonly aroundUs: number;
}

/** What the traces of an operation around a trace have in common, without that trace. */
export function useTypical(question: TypicalQuestion | undefined) {
  return useQuery({
    queryKey: ["typical", question],
    queryFn:
      question === undefined
        ? skipToken
        : ({ signal }) => {
            const startUs = Number(BigInt(question.startUnixNano) / 1000n);
            const query = new URLSearchParams({
              service: question.root.service,
              operation: question.root.operation,
              start: String(Math.max(0, startUs - question.aroundUs)),
              end: String(startUs + question.aroundUs),
              without: question.traceId,
            });
            return requestJson<OwnTypicalTrace>(`/api/own/typical?${query.toString()}`, signal);
          },
    staleTime: Infinity,
    structuralSharing: false,
  });
}
