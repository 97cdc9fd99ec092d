import { Link } from "@tanstack/react-router";
import { useTraceLinks } from "../../api/trace-attributes.ts";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import type { Trace } from "../../logic/trace.ts";
import { text } from "../../texts/linked-traces.tsx";
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
    title: text.commands,
    commands: [
      {
        name: isOn ? text.alone : text.show,
        key: "l",
        run: () => onLinked(!isOn),
      },
    ],
  });
  if (links.size === 0 && !isOn && !trace.spans.kind.includes(PRODUCER)) return null;
  return (
    <ChipMenu
      label={text.label}
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
                text.notStored(<code>{linkedTraceId}</code>)
              ) : (
                <Link
                  to="/trace/$traceId"
                  params={{ traceId: linkedTraceId }}
                  search={{ span: linkedSpanId, ...params }}
                >
                  {text.relatedTrace(
                    linkedTrace.rootService,
                    linkedTrace.rootOperation,
                    linkedTrace.spanCount,
                  )}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
      {error !== null && <p role="alert">{text.whyNotRead(error.message)}</p>}
      <p>{text.whatIsShown}</p>
      <button type="button" aria-pressed={isOn} onClick={() => onLinked(!isOn)}>
        {text.show}
      </button>
    </ChipMenu>
  );
}

function chipText({ linked }: Trace, { isOn, isBusy, error }: Linking, count: number): string {
  if (isOn && isBusy) return text.reading;
  if (isOn && error !== null) return text.notRead;
  if (linked !== undefined) return text.shown(linked.parts.length - 1);
  return count === 0 ? text.unknown : text.related(count);
}
