import type { OwnLink, OwnSpan } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import { formatDurationExact } from "../../logic/duration.ts";
import { pickAttributes } from "../../logic/attribute-groups.ts";
import { offsetUs } from "../../logic/moment.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { AttributeList } from "./AttributeList.tsx";
import { AttributeRow } from "./AttributeRow.tsx";
import { DetailSection } from "./DetailSection.tsx";
import { SpanLinks } from "./SpanLinks.tsx";
import styles from "./SpanDetails.module.css";

interface SpanDetailsProps {
  readonly span: OwnSpan;
  /** Only attributes with this text in their key or value. */
  readonly filter: string;
  readonly pinned: readonly string[];
  readonly onPin: (key: string) => void;
  /** Finds the spans of the trace with this value of an attribute. */
  readonly onFind: (key: string, value: string) => void;
}

const STATUS_NAMES = ["unset", "ok", "error"] as const;

/** What only the answer about one span says: status, attributes, events, links, where it came from. */
export function SpanDetails({ span, filter, pinned, onPin, onFind }: SpanDetailsProps) {
  const { scope, resource } = span;
  const ofSpan = { level: "span", pinned, onPin, onFind } as const;
  const ofResource = { level: "resource", pinned, onPin, onFind } as const;
  const pinnedOfSpan = pickAttributes(span.attributes, pinned);
  const pinnedOfResource = pickAttributes(resource.attributes, pinned);
  return (
    <div className={styles.details}>
      <SpanLinks span={span} />
      <Status status={span.status} />
      {pinnedOfSpan.length + pinnedOfResource.length > 0 && (
        <DetailSection title="Pinned" count={pinnedOfSpan.length + pinnedOfResource.length}>
          <dl>
            {pinnedOfSpan.map((attribute, index) => (
              <AttributeRow key={index} attribute={attribute} actions={ofSpan} />
            ))}
            {pinnedOfResource.map((attribute, index) => (
              <AttributeRow key={`r${index}`} attribute={attribute} actions={ofResource} />
            ))}
          </dl>
        </DetailSection>
      )}
      <DetailSection title="Span" count={span.attributes.length}>
        <AttributeList
          attributes={span.attributes}
          dropped={span.droppedAttributesCount}
          filter={filter}
          actions={ofSpan}
        />
      </DetailSection>
      {(span.events.length > 0 || span.droppedEventsCount > 0) && (
        <DetailSection title="Events" count={span.events.length}>
          <Events span={span} filter={filter} />
        </DetailSection>
      )}
      {(span.links.length > 0 || span.droppedLinksCount > 0) && (
        <DetailSection title="Links" count={span.links.length}>
          <ul className={styles.items}>
            {span.links.map((link, index) => (
              <LinkItem key={index} link={link} filter={filter} />
            ))}
          </ul>
          <Dropped count={span.droppedLinksCount} what="links" />
        </DetailSection>
      )}
      <DetailSection title="Resource" count={resource.attributes.length}>
        <AttributeList
          attributes={resource.attributes}
          dropped={resource.droppedAttributesCount}
          filter={filter}
          actions={ofResource}
        />
        <Extra name="Schema" value={resource.schemaUrl} />
      </DetailSection>
      <DetailSection title="Scope" count={scope.attributes.length}>
        <Extra name="Name" value={scope.name} />
        <Extra name="Version" value={scope.version} />
        <Extra name="Schema" value={scope.schemaUrl} />
        <AttributeList
          attributes={scope.attributes}
          dropped={scope.droppedAttributesCount}
          filter={filter}
        />
      </DetailSection>
      <Extra name="Trace state" value={span.traceState} />
    </div>
  );
}

function Status({ status }: Pick<OwnSpan, "status">) {
  const name = STATUS_NAMES[status.code] ?? `unknown (${status.code})`;
  return (
    <p className={styles.status} data-status={name}>
      {name === "error" && <Icon name="error" size={14} />}
      <span>
        Status {name}
        {status.message !== "" && `: ${status.message}`}
      </span>
    </p>
  );
}

function Events({ span, filter }: Pick<SpanDetailsProps, "span" | "filter">) {
  return (
    <>
      <ul className={styles.items}>
        {span.events.map((event, index) => (
          <li key={index}>
            <p className={styles.item}>
              <strong>{event.name}</strong>
              <span title="after the start of the span">
                {signed(offsetUs(event.timeUnixNano, span.startUnixNano))}
              </span>
            </p>
            <AttributeList
              attributes={event.attributes}
              dropped={event.droppedAttributesCount}
              filter={filter}
            />
          </li>
        ))}
      </ul>
      <Dropped count={span.droppedEventsCount} what="events" />
    </>
  );
}

function LinkItem({ link, filter }: { readonly link: OwnLink; readonly filter: string }) {
  const { params } = useTraceOrigin();
  return (
    <li>
      <p className={styles.item}>
        <Link
          to="/trace/$traceId"
          params={{ traceId: link.traceId }}
          search={{ span: link.spanId, ...params }}
          className={styles.link}
        >
          <Icon name="link" size={14} />
          <span>
            span <code>{link.spanId}</code> of trace <code>{link.traceId}</code>
          </span>
        </Link>
      </p>
      <AttributeList
        attributes={link.attributes}
        dropped={link.droppedAttributesCount}
        filter={filter}
      />
      <Extra name="Trace state" value={link.traceState} />
    </li>
  );
}

function Extra({ name, value }: { readonly name: string; readonly value: string }) {
  if (value === "") return null;
  return (
    <p className={styles.extra}>
      <span>{name}</span> {value}
    </p>
  );
}

function Dropped({ count, what }: { readonly count: number; readonly what: string }) {
  if (count === 0) return null;
  return (
    <p className={styles.extra}>
      {count} {what} were dropped before they were sent.
    </p>
  );
}

function signed(us: number): string {
  return us < 0 ? `−${formatDurationExact(-us)}` : `+${formatDurationExact(us)}`;
}
