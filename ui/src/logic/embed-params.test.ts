import { expect, it } from "vitest";
import { toEmbedParams, withoutEmbed } from "./embed-params.ts";

it("says nothing of a page that is not embedded", () => {
  expect(toEmbedParams({})).toEqual({});
  expect(toEmbedParams({ embed: "0", hide: "minimap", theme: "dark" })).toEqual({});
});

it("reads its own parameters and Jaeger's", () => {
  expect(toEmbedParams({ embed: "1", hide: "minimap,nothing,facts", theme: "dark" })).toEqual({
    ...{ embed: "1", hide: "facts,minimap", theme: "dark" },
  });
  const jaeger = { uiTimelineHideMinimap: "1", uiTimelineHideSummary: "1", uiTheme: "light" };
  expect(toEmbedParams({ uiEmbed: "v0", uiSearchHideGraph: "1", ...jaeger })).toEqual({
    ...{ embed: "1", hide: "facts,minimap,heatmap", theme: "light" },
  });
  expect(toEmbedParams({ uiEmbed: "v0", uiTheme: "pink" })).toEqual({ embed: "1" });
});

it("takes being embedded out of an address and leaves the rest", () => {
  expect(withoutEmbed("?find=a+b&embed=1&theme=dark&hide=facts")).toBe("?find=a+b");
  expect(withoutEmbed("?embed=1")).toBe("");
});
