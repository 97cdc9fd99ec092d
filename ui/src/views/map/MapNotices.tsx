import type { OwnGraph } from "@spanhouse/model";
import { formatAgo } from "../../logic/moment.ts";
import { text } from "../../texts/map.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { useNow } from "../../widgets/use-now.ts";

const AGO_INTERVAL_MS = 5_000;

/** How far the graph can be trusted: spans that are not in it yet, calls that are left out, ends without the other. */
export function MapNotices({ graph }: { readonly graph: OwnGraph }) {
  const now = useNow(AGO_INTERVAL_MS);
  const { isCurrent, asOfMs, cut, unpaired } = graph;
  const lost = unpaired.clients + unpaired.servers;
  return (
    <>
      {!isCurrent && (
        <Notice tone="warning" title={text.notCurrent}>
          {text.oldestPart(formatAgo(asOfMs, now))}
        </Notice>
      )}
      {cut !== null && (
        <Notice tone="warning" title={text.notEverything}>
          {[
            cut.edgesLeftOut > 0 ? text.edgesLeftOut(cut.edgesLeftOut) : "",
            cut.foldedCalls > 0 ? text.callsSummedUp(cut.foldedCalls) : "",
          ].join(" ")}
        </Notice>
      )}
      {lost > 0 && (
        <Notice tone="warning" title={text.onlyOneEnd(lost)}>
          {text.missingEnds(unpaired.clients, unpaired.servers)}
        </Notice>
      )}
    </>
  );
}
