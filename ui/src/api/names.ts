import type { OwnNameCompletions, OwnOperations, OwnServices } from "@spanhouse/model";
import { useQuery } from "@tanstack/react-query";
import { requestJson } from "./request.ts";

const EMPTY_INTERVAL_MS = 2_000;
/** Of more, those that are used least are not proposed until a service is chosen. */
const OPERATIONS_OF_ANY_MAX = 1_000;

/** All services, sorted. Asked again and again while there are none. */
export function useServices() {
  return useQuery({
    queryKey: ["services"],
    queryFn: async ({ signal }) =>
      (await requestJson<OwnServices>("/api/own/services", signal)).services,
    refetchInterval: ({ state }) => (state.data?.length === 0 ? EMPTY_INTERVAL_MS : false),
  });
}

/** The distinct names of a service's operations, sorted; of any service, those that are used most. */
export function useOperations(service: string) {
  return useQuery({
    queryKey: ["operations", service],
    queryFn: async ({ signal }) => {
      if (service === "") {
        const path = `/api/own/complete/operations?limit=${OPERATIONS_OF_ANY_MAX}`;
        return (await requestJson<OwnNameCompletions>(path, signal)).names;
      }
      const path = `/api/own/operations?service=${encodeURIComponent(service)}`;
      const { operations } = await requestJson<OwnOperations>(path, signal);
      return [...new Set(operations.map(({ name }) => name))];
    },
  });
}
