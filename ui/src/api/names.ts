import type { OwnOperations, OwnServices } from "@spanhouse/model";
import { skipToken, useQuery } from "@tanstack/react-query";
import { requestJson } from "./request.ts";

/** All services, sorted. */
export function useServices() {
  return useQuery({
    queryKey: ["services"],
    queryFn: async ({ signal }) =>
      (await requestJson<OwnServices>("/api/own/services", signal)).services,
  });
}

/** The distinct names of a service's operations, sorted; nothing is asked without a service. */
export function useOperations(service: string) {
  return useQuery({
    queryKey: ["operations", service],
    queryFn:
      service === ""
        ? skipToken
        : async ({ signal }) => {
            const path = `/api/own/operations?service=${encodeURIComponent(service)}`;
            const { operations } = await requestJson<OwnOperations>(path, signal);
            return [...new Set(operations.map(({ name }) => name))];
          },
  });
}
