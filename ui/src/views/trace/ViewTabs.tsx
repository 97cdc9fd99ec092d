import { TRACE_VIEWS, type TraceViewName } from "../../logic/trace-params.ts";
import { text } from "../../texts/trace-view.ts";
import { Segments } from "../../widgets/Segments.tsx";

interface ViewTabsProps {
  readonly view: TraceViewName;
  readonly onView: (view: TraceViewName) => void;
}

/** The ways of looking at a trace. */
export function ViewTabs({ view, onView }: ViewTabsProps) {
  const options = TRACE_VIEWS.map((value) => ({ value, label: text[value] }));
  return <Segments label={text.view} options={options} value={view} onChange={onView} />;
}
