import { expect, it } from "vitest";
import { isLinkTemplate } from "./link-template.ts";

it.each([
  "https://logs.example.com/search?q={trace_id}&pod={k8s.pod.name}",
  "http://localhost:3000/{service}#{span_id}",
  "https://example.com",
])("takes %s", (url) => expect(isLinkTemplate(url)).toBe(true));

it.each([
  "javascript:alert({trace_id})",
  "//example.com/{trace_id}",
  "https://{service}.example.com/",
  "https://example.com{service}/",
  "https://{user}@example.com/",
  "https://example.com\\@{service}/",
  "https://example.com/{",
  "https://example.com/{}",
  "https://example.com/{{trace_id}}",
  "ftp://example.com/{trace_id}",
  "https://exa mple.com/",
  "",
])("refuses %s", (url) => expect(isLinkTemplate(url)).toBe(false));
