import { getRouteApi } from "@tanstack/react-router";
import { useTrace } from "../../api/trace.ts";

const route = getRouteApi("/trace/$traceId");

/** The page of one trace. */
export function TracePage() {
  const { traceId } = route.useParams();
  const trace = useTrace(traceId);
  return <main id="main">{trace.data?.spanCount}</main>;
}
