import { expect, it } from "vitest";
import { deadLinks, titleBreaches } from "./documents.ts";

it("wants exactly one title at the top", () => {
  expect(titleBreaches([{ path: "a.md", text: "# A\n\n```sh\n# not a title\n```\n" }])).toEqual([]);
  expect(titleBreaches([{ path: "a.md", text: "# A\n\n# B\n" }])).toHaveLength(1);
  expect(titleBreaches([{ path: "a.md", text: "text\n" }])).toHaveLength(1);
  expect(titleBreaches([{ path: "a.md", text: "text\n\n# A\n" }])).toHaveLength(1);
});

it("finds a relative link that leads nowhere", () => {
  const text = "# A\n[x](../b.md#part) [y](https://example.com) [z](#here) [w](c.md) [v](../)";
  expect(deadLinks([{ path: "docs/a.md", text }], ["b.md", "docs/a.md"])).toEqual([
    "docs/a.md: dead link to docs/c.md",
    "docs/a.md: dead link to .",
  ]);
});
