import { loadConfig } from "@spanhouse/standalone";
import { expect, it } from "vitest";
import { readText } from "../tidy/repository.ts";
import { tableRows } from "../tidy/document-tables.ts";

const PAGE = readText("docs/operating/processors.md");
const EXAMPLES = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);

it("has examples", () => expect(EXAMPLES.length).toBeGreaterThanOrEqual(2));

it.each(EXAMPLES)("example %# can be used as it is", (text) => {
  const loaded = loadConfig({ environment: {}, set: [], file: { name: "example.yaml", text } });
  expect(loaded.ok ? "" : loaded.error.message).toBe("");
});

it("takes the list of processors from the command line as the page writes it", () => {
  const [, argument] = /--set '(collector\.processors=[^']+)'/.exec(PAGE) ?? [];
  const loaded = loadConfig({ environment: {}, set: [argument ?? ""] });
  expect(loaded.ok && loaded.value.config.collector.processors).toHaveLength(1);
});

it("names every question of a policy, and none that is not there", () => {
  const [, policies] = PAGE.split("### Policies");
  const questions = tableRows(policies!.split("### Weight")[0]!)
    .slice(1)
    .map(([question]) => question!);
  expect(questions).toHaveLength(17);
  for (const question of questions) {
    const set = [`collector.tailSampling.policies=[{name: a, ${question}: 7}]`];
    const loaded = loadConfig({ environment: {}, set });
    // It is known, and 7 is no answer to it.
    expect(loaded.ok ? "" : loaded.error.message).toContain(`.policies.0.${question}`);
  }
});
