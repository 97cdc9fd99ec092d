import { serviceNameOf, type Resource } from "@spanhouse/model";
import { jaegerProcessTagsOf } from "./from-jaeger.ts";
import { attributeTags, type JaegerKeyValue } from "./key-value.ts";

/** What Jaeger calls a resource. */
export interface JaegerProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerKeyValue[];
}

/** What Jaeger calls a span's service when the resource names none. */
const NO_SERVICE_NAME = "OTLPResourceNoServiceName";
const SERVICE_NAME_KEY = "service.name";

/** A resource as a process; `spelling` (see `spellingOf`) is how its process was spelled if it came from Jaeger. */
export function toJaegerProcess(
  resource: Resource,
  spelling: number | undefined,
  sortTags: boolean,
): JaegerProcess {
  const name = serviceNameOf(resource);
  const serviceName = name === "" ? NO_SERVICE_NAME : name;
  if (spelling !== undefined) {
    return { serviceName, tags: jaegerProcessTagsOf(resource, spelling, sortTags) };
  }
  const others = resource.attributes.filter(({ key }) => key !== SERVICE_NAME_KEY);
  return { serviceName, tags: attributeTags(others, sortTags) };
}
