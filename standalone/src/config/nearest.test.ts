import { expect, it } from "vitest";
import { nearestWord } from "./nearest.ts";

const known = [
  "storage.retentionDays",
  "collector.otlpGrpc.port",
  "collector.otlpHttp.port",
  "query.port",
];

it.each([
  ["storage.retentiondays", "storage.retentionDays"],
  ["retentionDays", "storage.retentionDays"],
  ["store.retentionDays", "storage.retentionDays"],
  ["collector.otlpgrpc.prot", "collector.otlpGrpc.port"],
  ["query.prot", "query.port"],
])("takes %s for %s", (word, meant) => expect(nearestWord(word, known)).toBe(meant));

it("does not guess from far away", () => expect(nearestWord("zebra", known)).toBeUndefined());
