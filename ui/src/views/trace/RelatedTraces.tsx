import { Link } from "@tanstack/react-router";
import { useTraceLinks } from "../../api/trace-attributes.ts";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import type { Trace } from "../../logic/trace.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { ChipMenu } from "../../widgets/ChipMenu.tsx";

/** The traces that spans of this one link to. Nothing when there are none. */
export function RelatedTraces({ trace }: { readonly trace: Trace }) {
  const { data } = useTraceLinks(trace);
  const { params } = useTraceOrigin();
  const links = new Map(data?.links.map((link) => [link.linkedTraceId, link]));
  links.delete(trace.traceId);
  if (links.size === 0) return null;
  return (
    <ChipMenu
      label="Related traces"
      testId="related"
      summary={
        <>
          <Icon name="link" size={13} />
          {links.size === 1 ? "1 related trace" : `${links.size.toLocaleString()} related traces`}
        </>
      }
    >
      <ul>
        {[...links.values()].map(({ linkedTraceId, linkedSpanId, linkedTrace }) => (
          <li key={linkedTraceId}>
            {linkedTrace === null ? (
              <>
                <code>{linkedTraceId}</code>, of which nothing is stored
              </>
            ) : (
              <Link
                to="/trace/$traceId"
                params={{ traceId: linkedTraceId }}
                search={{ span: linkedSpanId, ...params }}
              >
                {linkedTrace.rootService} {linkedTrace.rootOperation} (
                {linkedTrace.spanCount.toLocaleString()}{" "}
                {linkedTrace.spanCount === 1 ? "span" : "spans"})
              </Link>
            )}
          </li>
        ))}
      </ul>
    </ChipMenu>
  );
}
