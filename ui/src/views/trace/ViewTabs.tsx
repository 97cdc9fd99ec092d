import { TRACE_VIEWS, type TraceViewName, VIEW_LABELS } from "../../logic/trace-params.ts";
import { Segments } from "../../widgets/Segments.tsx";

const OPTIONS = TRACE_VIEWS.map((value) => ({ value, label: VIEW_LABELS[value] }));

interface ViewTabsProps {
  readonly view: TraceViewName;
  readonly onView: (view: TraceViewName) => void;
}

/** The ways of looking at a trace. */
export function ViewTabs({ view, onView }: ViewTabsProps) {
  return <Segments label="View" options={OPTIONS} value={view} onChange={onView} />;
}
