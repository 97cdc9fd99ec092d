import { spanIdText } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import { traceOfRow } from "../../logic/linked-parts.ts";
import { shownOperation, shownService } from "../../logic/shown-name.ts";
import type { Trace } from "../../logic/trace.ts";
import { text } from "../../texts/trace-panel.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import styles from "./SpanLinks.module.css";

/** Says of a span of a linked trace which trace it is of, and leads there. Nothing for spans of the page's trace. */
export function OfLinkedTrace({ trace, row }: { readonly trace: Trace; readonly row: number }) {
  const { params } = useTraceOrigin();
  const own = traceOfRow(trace, row);
  if (own.traceId === trace.traceId) return null;
  const name = shownOperation(own.operations[own.spans.operation[0]!]);
  const service = shownService(own.services[own.spans.service[0]!]?.name);
  return (
    <p className={styles.links}>
      <Link
        to="/trace/$traceId"
        params={{ traceId: own.traceId }}
        search={{ span: spanIdText(trace.spans.spanId, row), ...params }}
      >
        <Icon name="link" size={13} />
        {text.inLinkedTrace(service, name)}
      </Link>
    </p>
  );
}
