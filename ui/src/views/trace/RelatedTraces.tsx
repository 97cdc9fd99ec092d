import { Link } from "@tanstack/react-router";
import { useTraceLinks } from "../../api/trace-attributes.ts";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import type { Trace } from "../../logic/trace.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { ChipMenu } from "../../widgets/ChipMenu.tsx";
import { useCommands } from "../../widgets/use-commands.ts";

/** OTLP's kind of spans that hand work over. */
const PRODUCER = 4;

/** Linked traces on the timeline of this one: whether they are wanted, and what has come of it. */
export interface Linking {
  readonly isOn: boolean;
  readonly isBusy: boolean;
  readonly error: Error | null;
}

interface RelatedTracesProps {
  readonly trace: Trace;
  readonly linking: Linking;
  readonly onLinked: (wanted: boolean) => void;
}

/** The traces that this one is linked with, and how to see them on its timeline. Nothing when it can have none. */
export function RelatedTraces({ trace, linking, onLinked }: RelatedTracesProps) {
  const { data } = useTraceLinks(trace);
  const { params } = useTraceOrigin();
  const { isOn, error } = linking;
  const links = new Map(data?.links.map((link) => [link.linkedTraceId, link]));
  links.delete(trace.traceId);
  useCommands({
    title: "Linked traces",
    commands: [
      {
        name: isOn ? "Show this trace alone" : "Show linked traces on this timeline",
        key: "l",
        run: () => onLinked(!isOn),
      },
    ],
  });
  if (links.size === 0 && !isOn && !trace.spans.kind.includes(PRODUCER)) return null;
  return (
    <ChipMenu
      label="Related traces"
      testId="related"
      summary={
        <>
          <Icon name="link" size={13} />
          {chipText(trace, linking, links.size)}
        </>
      }
    >
      {links.size > 0 && (
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
      )}
      {error !== null && <p role="alert">The linked traces were not read: {error.message}</p>}
      <p>
        The timeline can show what spans of this trace link to, and what links to them within a day.
      </p>
      <button type="button" aria-pressed={isOn} onClick={() => onLinked(!isOn)}>
        Show linked traces on this timeline
      </button>
    </ChipMenu>
  );
}

function chipText({ linked }: Trace, { isOn, isBusy, error }: Linking, count: number): string {
  if (isOn && isBusy) return "Reading linked traces …";
  if (isOn && error !== null) return "Linked traces not read";
  if (linked !== undefined) return shownText(linked.parts.length - 1);
  if (count === 0) return "Linked traces";
  return count === 1 ? "1 related trace" : `${count.toLocaleString()} related traces`;
}

function shownText(count: number): string {
  if (count === 0) return "No linked trace found";
  return count === 1 ? "With 1 linked trace" : `With ${count} linked traces`;
}
