import type { OwnCriticalLine, OwnCriticalTime } from "@spanhouse/model";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type SearchParams, withoutShown } from "../logic/search-params.ts";
import { nowQuery } from "./explore.ts";
import { text } from "../texts/request.ts";
import { ApiError, requestLines } from "./request.ts";

/** How many of the traces that were found have been read. */
export interface ReadProgress {
  readonly readCount: number;
  readonly foundCount: number;
}

/** What the traces of a search waited for, and how far it is while it is read. `round` grows to ask anew. */
export function useCriticalTime(params: SearchParams, round: number) {
  const [progress, setProgress] = useState<ReadProgress | undefined>(undefined);
  const asked = withoutShown(params, "limit");
  const query = useQuery({
    queryKey: ["critical", asked, round],
    queryFn: async ({ signal }): Promise<OwnCriticalTime> => {
      setProgress(undefined);
      const question = nowQuery(params);
      if (params.order !== undefined) question.set("order", params.order);
      const path = `/api/own/critical/stream?${question.toString()}`;
      for await (const lines of requestLines<OwnCriticalLine>(path, signal)) {
        for (const line of lines) {
          if ("answer" in line) return line.answer;
          if ("error" in line) throw new ApiError(line.error.code, line.error.message);
          setProgress(line.progress);
        }
      }
      throw new ApiError("UNREACHABLE", text.endedEarly);
    },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    structuralSharing: false,
  });
  return { ...query, progress };
}
