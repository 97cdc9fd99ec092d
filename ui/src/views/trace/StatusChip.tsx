import { useMemo } from "react";
import { useNow } from "../../widgets/use-now.ts";
import { FromService } from "../../widgets/FromService.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { toUnixMs } from "../../logic/moment.ts";
import { completenessOf } from "../../logic/completeness.ts";
import type { Trace } from "../../logic/trace.ts";
import { remarksOf } from "../../logic/trace-remarks.ts";
import { text } from "../../texts/trace-remarks.ts";
import { ChipMenu } from "../../widgets/ChipMenu.tsx";

const NOW_INTERVAL_MS = 5_000;

/** Reading the trace once more, and what became of it; when it has come, all begins anew. */
export interface Rereading {
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly start: () => void;
}

interface StatusChipProps {
  readonly trace: Trace;
  readonly rereading: Rereading;
}

/** Whether all of the trace is here, as far as anybody can know; opened, it says why not. */
export function StatusChip({ trace, rereading }: StatusChipProps) {
  const nowMs = useNow(NOW_INTERVAL_MS);
  const endUnixMs = toUnixMs(trace.startUnixNano) + trace.durationUs / 1000;
  const remarks = useMemo(() => remarksOf(trace), [trace]);
  // They come first. Those of linked traces are in a sentence of the page.
  const saidByService = trace.linked === undefined ? trace.warnings.length : 0;
  const state = completenessOf(trace, remarks, nowMs - endUnixMs);
  return (
    <ChipMenu
      label={text.about}
      state={state}
      testId="completeness"
      summary={
        <>
          <Icon name={state === "whole" ? "check" : "warning"} size={13} />
          {text[state]}
          {remarks.length > 0 && ` · ${remarks.length}`}
        </>
      }
    >
      <ul>
        {remarks.map((remark, index) => (
          <li key={remark}>
            {index < saidByService ? <FromService>{remark}</FromService> : remark}
          </li>
        ))}
        {state === "arriving" && <li>{text.whyArriving}</li>}
        {state === "whole" && <li>{text.whyWhole}</li>}
      </ul>
      {rereading.error !== null && !rereading.isBusy && (
        <p role="alert">{text.notReadAgain(rereading.error.message)}</p>
      )}
      <button type="button" aria-busy={rereading.isBusy} onClick={rereading.start}>
        {text.readAgain}
      </button>
    </ChipMenu>
  );
}
