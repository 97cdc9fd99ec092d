import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { findId } from "../api/find-id.ts";
import { parsePastedId } from "../logic/pasted-id.ts";

/** Goes to the trace that a pasted id names. Answers whether the text is an id at all. */
export function useOpenId(): {
  readonly openId: (text: string) => boolean;
  readonly problem: string | undefined;
} {
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string | undefined>(undefined);

  const openId = (text: string): boolean => {
    const pasted = parsePastedId(text);
    if (pasted === undefined) return false;
    setProblem(undefined);
    findId(pasted, new AbortController().signal).then(
      ({ traceId, spanId }) =>
        navigate({
          to: "/trace/$traceId",
          params: { traceId },
          search: spanId === undefined ? {} : { span: spanId },
        }),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
    return true;
  };
  return { openId, problem };
}
