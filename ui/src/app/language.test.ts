import { expect, it } from "vitest";
import { pickLanguage } from "./language.ts";

it.each([
  { wanted: ["de-AT", "en"], picked: "de" },
  { wanted: ["pt-BR"], picked: "pt-BR" },
  { wanted: ["pt"], picked: "en" },
  { wanted: ["fr", "de"], picked: "de" },
  // Who wants English before another language gets it.
  { wanted: ["en-GB", "de"], picked: "en" },
  { wanted: ["en-XA"], picked: "en-XA" },
  { wanted: [], picked: "en" },
])("picks $picked for $wanted", ({ wanted, picked }) => {
  expect(pickLanguage(wanted, ["en-XA", "de", "pt-BR"])).toBe(picked);
});
