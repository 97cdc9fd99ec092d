import type { OwnGraph } from "@spanhouse/model";
import { formatAgo } from "../../logic/moment.ts";
import { short } from "../../logic/range-params.ts";
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
        <Notice tone="warning" title="Newer spans are not in these numbers yet">
          The oldest part is as of {formatAgo(asOfMs, now)}. Load again in a moment.
        </Notice>
      )}
      {cut !== null && (
        <Notice tone="warning" title="Not everything is here">
          {[
            cut.edgesLeftOut > 0 ? `${short(cut.edgesLeftOut)} rare edges are left out.` : "",
            cut.foldedCalls > 0
              ? `${short(cut.foldedCalls)} rare calls are summed up as “other”.`
              : "",
          ].join(" ")}
        </Notice>
      )}
      {lost > 0 && (
        <Notice
          tone="warning"
          title={`${short(lost)} ${lost === 1 ? "call has" : "calls have"} only one end and ${lost === 1 ? "is" : "are"} not drawn`}
        >
          Of {short(unpaired.clients)} only the caller is known, of {short(unpaired.servers)} only
          what was called: the spans of the other side were not sent, or have not arrived.
        </Notice>
      )}
    </>
  );
}
