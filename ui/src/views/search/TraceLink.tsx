import type { OwnTraceSummary } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import styles from "./TraceLink.module.css";

/** The name of a trace, which leads to it. */
export function TraceLink({ trace }: { readonly trace: OwnTraceSummary }) {
  return (
    <Link to="/trace/$traceId" params={{ traceId: trace.traceId }} className={styles.link}>
      {trace.rootOperation === "" ? (
        <em>root span has not arrived</em>
      ) : (
        <>
          <span className={styles.service}>{trace.rootService}</span> {trace.rootOperation}
        </>
      )}
    </Link>
  );
}
