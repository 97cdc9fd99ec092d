import type { OwnLinks } from "@spanhouse/model";
import { useQuery } from "@tanstack/react-query";
import { requestJson } from "./request.ts";

/** The templates of links that the server was configured with: none until they have come, and none when they do not. */
export function useLinkTemplates(): OwnLinks["links"] {
  const { data } = useQuery({
    queryKey: ["link-templates"],
    queryFn: ({ signal }) => requestJson<OwnLinks>("/api/own/links", signal),
    staleTime: Infinity,
  });
  return data?.links ?? [];
}
