import type { OwnOperations, OwnServices } from "@spanhouse/model";
import { skipToken, useQuery } from "@tanstack/react-query";
import { requestJson } from "./request.ts";

const EMPTY_INTERVAL_MS = 2_000;

/** All services, sorted. Asked again and again while there are none. */
export function useServices() {
  return useQuery({
    queryKey: ["services"],
    queryFn: async ({ signal }) =>
      (await requestJson<OwnServices>("/api/own/services", signal)).services,
    refetchInterval: ({ state }) => (state.data?.length === 0 ? EMPTY_INTERVAL_MS : false),
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
