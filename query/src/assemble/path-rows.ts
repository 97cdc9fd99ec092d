import type { PathRows } from "@spanhouse/model";
import type { AssembledColumns } from "@spanhouse/model/assembly";

/** The rows of a trace as the paths of its spans are made of. */
export function pathRowsOf({ columns, index, parentRow }: AssembledColumns): PathRows {
  return {
    parentRow,
    service: index.map((at) => columns.service[at]!),
    operation: index.map((at) => columns.name[at]!),
    kind: index.map((at) => columns.kind[at]!),
    ...{ services: columns.services, operations: columns.names },
  };
}
