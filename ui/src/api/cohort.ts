import type { OwnRedDistribution } from "@spanhouse/model";
import { skipToken, useQuery } from "@tanstack/react-query";
import { requestJson } from "./request.ts";

/** Which spans one is compared with. */
export interface CohortQuestion {
  readonly service: string;
  readonly operation: string;
  /** OTLP `SpanKind`. */
  readonly kind: number;
  /** Microseconds since 1970. */
  readonly startUs: number;
  readonly endUs: number;
}

/** How long the spans of an operation took; nothing is asked without a question. */
export function useCohort(question: CohortQuestion | undefined) {
  return useQuery({
    queryKey: ["cohort", question],
    queryFn:
      question === undefined
        ? skipToken
        : ({ signal }) => {
            const { service, operation, kind, startUs, endUs } = question;
            const query = new URLSearchParams({
              ...{ service, operation, kind: String(kind) },
              ...{ start: String(startUs), end: String(endUs) },
            });
            const path = `/api/own/red/distribution?${query.toString()}`;
            return requestJson<OwnRedDistribution>(path, signal);
          },
    // The hour may still be going on, and the next span of the operation asks the same.
    staleTime: 60_000,
  });
}
