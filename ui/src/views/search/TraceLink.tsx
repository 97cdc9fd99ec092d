import type { OwnTraceSummary } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { text } from "../../texts/search-results.tsx";
import { ServiceName } from "../../widgets/ServiceName.tsx";
import styles from "./TraceLink.module.css";

/** The name of a trace, which leads to it. */
export function TraceLink({ trace }: { readonly trace: OwnTraceSummary }) {
  return (
    <Link to="/trace/$traceId" params={{ traceId: trace.traceId }} className={styles.link}>
      {trace.rootOperation === "" ? (
        <em>{text.noRootYet}</em>
      ) : (
        <>
          <ServiceName name={trace.rootService} /> {trace.rootOperation}
        </>
      )}
    </Link>
  );
}
