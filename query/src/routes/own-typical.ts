import type { OwnTypicalTrace } from "@spanhouse/model";
import type { TraceReader } from "@spanhouse/storage";
import type { FastifyInstance } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { parseTypicalParams } from "../params/typical-params.ts";
import { readTypical } from "../reads/read-typical.ts";
import { TENANT, valueOf } from "./own-request.ts";

/** What the traces of an operation have in common: registers the route of the own API. */
export function ownTypicalRoute(scope: FastifyInstance, reader: TraceReader): void {
  scope.get("/typical", async (request, reply): Promise<OwnTypicalTrace> => {
    const asked = valueOf(parseTypicalParams(queryOf(request), Date.now()));
    return withDeadline(reply, (signal) =>
      readTypical(reader, { ...asked, tenant: TENANT, signal }),
    );
  });
}
