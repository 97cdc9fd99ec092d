import { type OwnLink, type OwnSpan, SPAN_STATUSES } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import { formatDurationExact } from "../../logic/duration.ts";
import { pickAttributes } from "../../logic/attribute-groups.ts";
import { offsetUs } from "../../logic/moment.ts";
import { text } from "../../texts/trace-panel.tsx";
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
        <DetailSection
          name="pinned"
          title={text.pinned}
          count={pinnedOfSpan.length + pinnedOfResource.length}
        >
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
      <DetailSection name="span" title={text.span} count={span.attributes.length}>
        <AttributeList
          attributes={span.attributes}
          dropped={span.droppedAttributesCount}
          filter={filter}
          actions={ofSpan}
        />
      </DetailSection>
      {(span.events.length > 0 || span.droppedEventsCount > 0) && (
        <DetailSection name="events" title={text.events} count={span.events.length}>
          <Events span={span} filter={filter} />
        </DetailSection>
      )}
      {(span.links.length > 0 || span.droppedLinksCount > 0) && (
        <DetailSection name="links" title={text.links} count={span.links.length}>
          <ul className={styles.items}>
            {span.links.map((link, index) => (
              <LinkItem key={index} link={link} filter={filter} />
            ))}
          </ul>
          {span.droppedLinksCount > 0 && (
            <p className={styles.extra}>{text.droppedLinks(span.droppedLinksCount)}</p>
          )}
        </DetailSection>
      )}
      <DetailSection name="resource" title={text.resource} count={resource.attributes.length}>
        <AttributeList
          attributes={resource.attributes}
          dropped={resource.droppedAttributesCount}
          filter={filter}
          actions={ofResource}
        />
        <Extra name={text.schema} value={resource.schemaUrl} />
      </DetailSection>
      <DetailSection name="scope" title={text.scope} count={scope.attributes.length}>
        <Extra name={text.scopeName} value={scope.name} />
        <Extra name={text.scopeVersion} value={scope.version} />
        <Extra name={text.schema} value={scope.schemaUrl} />
        <AttributeList
          attributes={scope.attributes}
          dropped={scope.droppedAttributesCount}
          filter={filter}
        />
      </DetailSection>
      <Extra name={text.traceState} value={span.traceState} />
    </div>
  );
}

function Status({ status }: Pick<OwnSpan, "status">) {
  const name = SPAN_STATUSES[status.code] ?? text.unknownCode(status.code);
  return (
    <p className={styles.status} data-status={name}>
      {name === "error" && <Icon name="error" size={14} />}
      <span>{text.status(name, status.message)}</span>
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
              <span title={text.afterStart}>
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
      {span.droppedEventsCount > 0 && (
        <p className={styles.extra}>{text.droppedEvents(span.droppedEventsCount)}</p>
      )}
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
          <span>{text.linkedSpan(<code>{link.spanId}</code>, <code>{link.traceId}</code>)}</span>
        </Link>
      </p>
      <AttributeList
        attributes={link.attributes}
        dropped={link.droppedAttributesCount}
        filter={filter}
      />
      <Extra name={text.traceState} value={link.traceState} />
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

function signed(us: number): string {
  return us < 0 ? `−${formatDurationExact(-us)}` : `+${formatDurationExact(us)}`;
}
