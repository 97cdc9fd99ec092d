import type { TextMapGetter } from "@opentelemetry/api";

const NONE: readonly string[] = [];

/** The values of a header, each as it came: HTTP/1 joins those that are repeated, HTTP/2 and queues do not. */
export function valuesOf<Carrier>(
  carrier: Carrier,
  getter: TextMapGetter<Carrier>,
  name: string,
): readonly string[] {
  const found = getter.get(carrier, name) as unknown;
  if (found === undefined) return NONE;
  const values: readonly unknown[] = Array.isArray(found) ? found : [found];
  return values.filter((value) => typeof value === "string");
}

/** The value of a header that may come only once; undefined when it is not there or came more often. */
export function valueOf<Carrier>(
  carrier: Carrier,
  getter: TextMapGetter<Carrier>,
  name: string,
): string | undefined {
  const values = valuesOf(carrier, getter, name);
  return values.length === 1 ? values[0] : undefined;
}
