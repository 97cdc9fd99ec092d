import { Link } from "@tanstack/react-router";
import { TYPICAL } from "../logic/compare-params.ts";
import styles from "./CompareLink.module.css";

/** The way from a trace to its comparison with what is typical of its operation. */
export function CompareLink({ traceId }: { readonly traceId: string }) {
  return (
    <Link className={styles.link} to="/compare" search={{ a: traceId, b: TYPICAL }}>
      Compare
    </Link>
  );
}
