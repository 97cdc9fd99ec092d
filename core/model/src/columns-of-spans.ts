import { serviceNameOf, type Resource, type Span } from "./span.ts";
import { writeSpanIdWords } from "./span-id-words.ts";
import type { TraceColumns } from "./trace-columns.ts";

/**
 * The spans of one trace as columns, place by place, so that whatever works on columns works on spans as
 * well. `contents`, when it is given, has a text per span that is equal exactly when the spans are.
 */
export function columnsOfSpans(
  spans: readonly Span[],
  contents?: readonly (string | undefined)[],
): TraceColumns {
  const count = spans.length;
  const services = new Texts();
  const names = new Texts();
  const columns = {
    spanId: new Uint32Array(count * 2),
    parentSpanId: new Uint32Array(count * 2),
    startUnixNano: new Uint32Array(count * 2),
    durationNano: new Uint32Array(count * 2),
    name: new Uint32Array(count),
    service: new Uint32Array(count),
    resource: new Uint32Array(count),
    kind: new Uint8Array(count),
    statusCode: new Uint8Array(count),
    eventCount: new Uint32Array(count),
    linkCount: new Uint32Array(count),
  };
  const starts = new BigUint64Array(columns.startUnixNano.buffer);
  const durations = new BigUint64Array(columns.durationNano.buffer);
  const resources = new Map<Resource, number>();
  const serviceOf: number[] = [];
  for (let index = 0; index < count; index++) {
    const span = spans[index]!;
    let resource = resources.get(span.resource);
    if (resource === undefined) {
      resources.set(span.resource, (resource = resources.size));
      serviceOf.push(services.numberOf(serviceNameOf(span.resource)));
    }
    writeSpanIdWords(columns.spanId, index, span.spanId);
    writeSpanIdWords(columns.parentSpanId, index, span.parentSpanId);
    starts[index] = span.startUnixNano;
    durations[index] = span.endUnixNano - span.startUnixNano;
    columns.name[index] = names.numberOf(span.name);
    columns.service[index] = serviceOf[resource]!;
    columns.resource[index] = resource;
    columns.kind[index] = span.kind;
    columns.statusCode[index] = span.statusCode;
    columns.eventCount[index] = span.events.length;
    columns.linkCount[index] = span.links.length;
  }
  return {
    count,
    ...columns,
    names: names.all(),
    services: services.all(),
    resourceIds: [...resources.values()].map(String),
    ...eventsAndLinks(spans),
    content: contents === undefined ? undefined : contentWords(contents),
  };
}

/** Numbers that compare as the texts do, so that the order of the spans makes no difference. */
function contentWords(contents: readonly (string | undefined)[]): Uint32Array {
  const sorted = [...new Set(contents)].filter((text) => text !== undefined).sort();
  const numberOf = new Map(sorted.map((text, number) => [text, number + 1]));
  const words = new Uint32Array(contents.length * 4);
  contents.forEach((text, index) => {
    words[index * 4] = text === undefined ? 0 : numberOf.get(text)!;
  });
  return words;
}

function eventsAndLinks(spans: readonly Span[]): Pick<TraceColumns, "events" | "links"> {
  const eventsFrom = new Uint32Array(spans.length + 1);
  const linksFrom = new Uint32Array(spans.length + 1);
  for (let index = 0; index < spans.length; index++) {
    eventsFrom[index + 1] = eventsFrom[index]! + spans[index]!.events.length;
    linksFrom[index + 1] = linksFrom[index]! + spans[index]!.links.length;
  }
  const times = new BigUint64Array(eventsFrom[spans.length]);
  const traceId = new Uint32Array(linksFrom[spans.length]! * 4);
  const spanId = new Uint32Array(linksFrom[spans.length]! * 2);
  spans.forEach((span, index) => {
    const own = BigUint64Array.from(span.events, (event) => event.timeUnixNano).sort();
    times.set(own, eventsFrom[index]);
    span.links.forEach((link, place) => {
      const at = linksFrom[index]! + place;
      writeSpanIdWords(traceId, at * 2, link.traceId.slice(0, 16));
      writeSpanIdWords(traceId, at * 2 + 1, link.traceId.slice(16));
      writeSpanIdWords(spanId, at, link.spanId);
    });
  });
  return {
    events: { from: eventsFrom, timeUnixNano: new Uint32Array(times.buffer) },
    links: {
      from: linksFrom,
      traceId: new Uint8Array(traceId.buffer),
      spanId: new Uint8Array(spanId.buffer),
    },
  };
}

/** Texts by number, in order of first use. */
class Texts {
  readonly #numberOf = new Map<string, number>();

  numberOf(text: string): number {
    let number = this.#numberOf.get(text);
    if (number === undefined) this.#numberOf.set(text, (number = this.#numberOf.size));
    return number;
  }

  all(): readonly string[] {
    return [...this.#numberOf.keys()];
  }
}
