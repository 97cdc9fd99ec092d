import { serviceNameOf, type Span } from "@spanhouse/model";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { TraceGenerator } from "../bench/traffic/trace-generator.ts";
import { axeViolations, colourViolations } from "../support/axe.ts";
import { comparedTraces, SLOW_ID, USUAL_ID } from "../support/compared-traces.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { linkedTraces, ORDER_ID } from "../support/linked-traces.ts";
import { pictureInBothThemes } from "../support/both-themes.ts";
import { openPage, type WatchedPage } from "../support/browser.ts";
import {
  REPEATING_TRACE_ID,
  repeatingTrace,
  SHOP_TRACE_ID,
  shopTrace,
  startingAt,
} from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";
import { takePicture } from "../support/take-picture.ts";

/**
 * How the pages look and how they are for people who do not see them: axe finds nothing on any page in
 * either theme, everything fits a narrow screen. Pictures of what was checked are taken on request, see takePicture.
 */

const TRACES = 24;
const TRACE_SPACING_MS = 40_000;

let ui: UiInBrowser;
/** The trace of the traffic in which most services take part. */
let busiest: readonly Span[] = [];
let watched: WatchedPage;

beforeAll(async () => {
  ui = await startUiInBrowser();
});

afterAll(() => ui.close());

afterEach(() => watched.close());

async function open(path: string, options: Parameters<typeof openPage>[1]): Promise<Page> {
  watched = await openPage(ui.browser, options);
  await watched.page.goto(ui.url + path);
  return watched.page;
}

interface Scene {
  readonly name: string;
  readonly path: () => string;
  /** Brings the page into the state that is looked at. */
  readonly prepare: (page: Page) => Promise<void>;
  /** Looked at on a narrow screen too. */
  readonly narrow?: boolean;
  /** Its pictures belong to the documentation. */
  readonly pictured?: boolean;
}

const emptyScene: Scene = {
  name: "empty",
  pictured: true,
  path: () => "/search",
  prepare: (page) => page.getByText("Waiting for the first trace").waitFor(),
};

const scenes: readonly Scene[] = [
  {
    name: "search",
    pictured: true,
    path: () => "/search",
    narrow: true,
    prepare: async (page) => {
      await page.locator("[data-trace]").nth(2).waitFor();
      await page.getByRole("application").waitFor();
    },
  },
  {
    name: "search-table",
    path: () => "/search?view=table&order=longest",
    narrow: true,
    prepare: (page) => page.locator("[data-trace]").nth(2).waitFor(),
  },
  {
    name: "search-explain",
    pictured: true,
    path: () => "/search?select=errors",
    narrow: true,
    prepare: async (page) => {
      await page.locator("[data-attribute]").first().waitFor();
      // Only traces near the screen are drawn.
      await page.getByRole("region", { name: "Traces found" }).scrollIntoViewIfNeeded();
      await page.locator("[data-trace]").first().waitFor();
      await page.evaluate(() => window.scrollTo(0, 0));
    },
  },
  {
    name: "search-where",
    pictured: true,
    path: () => "/search?view=where&service=payment&lookback=7d",
    narrow: true,
    prepare: async (page) => {
      const where = page.getByRole("region", { name: "Where the time goes" });
      await where.getByRole("table").waitFor();
      await where
        .getByRole("button", { name: /of the time with all below/ })
        .nth(3)
        .click();
      await where.evaluate((node) => node.scrollIntoView());
    },
  },
  {
    name: "search-bar",
    path: () => "/search?service=web-gateway&minDuration=10ms&tags=span.kind%3Dserver",
    narrow: true,
    prepare: async (page) => {
      await page.locator("[data-trace]").first().waitFor();
      await page.getByRole("combobox", { name: "Conditions" }).fill("h");
      await page.getByRole("option", { name: /http/ }).first().waitFor();
      await page.keyboard.press("ArrowDown");
    },
  },
  {
    name: "search-no-match",
    path: () => `/search?q=${encodeURIComponent('{ name = "nobody" }')}`,
    prepare: (page) => page.getByText("No trace matches").waitFor(),
  },
  {
    name: "search-wrong",
    path: () => `/search?minDuration=ten&q=${encodeURIComponent("{ .a = 5x }")}`,
    prepare: async (page) => {
      await page.getByText("Write an amount").waitFor();
      await page.locator("mark").waitFor();
    },
  },
  {
    name: "trace-flaws",
    path: () => `/trace/${SHOP_TRACE_ID}`,
    narrow: true,
    prepare: (page) => page.locator("[data-row]").nth(12).waitFor(),
  },
  {
    name: "trace-panel",
    pictured: true,
    path: () => `/trace/${SHOP_TRACE_ID}?span=0000000000000005&find=cart`,
    narrow: true,
    prepare: (page) => page.getByText("9007199254740993").waitFor(),
  },
  {
    name: "trace-rows",
    narrow: true,
    path: () => `/trace/${REPEATING_TRACE_ID}?fold=0&colour=percentile&rows=service.name`,
    prepare: async (page) => {
      await page.getByText("name=db").nth(8).waitFor();
      await page.locator("[data-row]").nth(8).click();
      await page.getByTestId("cohort").waitFor();
      await page.getByRole("list", { name: "Colours" }).waitFor();
    },
  },
  {
    name: "trace",
    pictured: true,
    path: () => `/trace/${busiest[0]!.traceId}`,
    prepare: (page) => page.locator("[data-row]").nth(20).waitFor(),
  },
  {
    name: "embed",
    pictured: true,
    path: () => `/trace/${SHOP_TRACE_ID}?embed=1&hide=services`,
    narrow: true,
    prepare: (page) => page.locator("[data-row]").nth(12).waitFor(),
  },
  {
    name: "file",
    pictured: true,
    path: () => "/file",
    narrow: true,
    prepare: async (page) => {
      const lines = [busiest, shopTrace(), repeatingTrace()].map(encodeOtlpRequestJson);
      const buffer = Buffer.concat([...lines, Buffer.from("{broken")]);
      const file = { name: "traces.jsonl", mimeType: "application/json", buffer };
      await page.locator("main input[type=file]").setInputFiles(file);
      await page.getByRole("table", { name: "Traces of the file" }).waitFor();
    },
  },
  {
    name: "trace-flame",
    pictured: true,
    path: () => `/trace/${SHOP_TRACE_ID}?view=flame`,
    narrow: true,
    prepare: async (page) => {
      await page.getByText("frontend POST /api/checkout: 187").waitFor();
      await page.getByTestId("related").waitFor();
    },
  },
  {
    name: "trace-lanes",
    pictured: true,
    path: () => `/trace/${busiest[0]!.traceId}?view=flame&lanes=service`,
    prepare: (page) => page.getByRole("button", { name: "Lanes by service" }).waitFor(),
  },
  {
    name: "trace-statistics",
    pictured: true,
    path: () => `/trace/${SHOP_TRACE_ID}?view=statistics&by=operation`,
    narrow: true,
    prepare: (page) => page.getByRole("row", { name: "SELECT carts" }).waitFor(),
  },
  {
    name: "trace-paths",
    pictured: true,
    path: () => `/trace/${busiest[0]!.traceId}?view=paths`,
    prepare: (page) => page.getByRole("region", { name: "Chosen path" }).waitFor(),
  },
  {
    name: "trace-calls",
    pictured: true,
    path: () => `/trace/${SHOP_TRACE_ID}?view=calls`,
    narrow: true,
    prepare: (page) => page.locator("[data-node]").first().waitFor(),
  },
  {
    name: "trace-folds",
    pictured: true,
    path: () => `/trace/${REPEATING_TRACE_ID}?gaps=1`,
    narrow: true,
    prepare: async (page) => {
      await page.getByText("× 120").waitFor();
      await page.getByTestId("completeness").locator("summary").click();
    },
  },
  {
    name: "trace-linked",
    pictured: true,
    path: () => `/trace/${ORDER_ID}?linked=1`,
    narrow: true,
    prepare: async (page) => {
      await page.getByRole("row", { name: "process mails" }).click();
      await page.getByText("In the linked trace").waitFor();
      await page.locator('section[aria-label="Among its like"][aria-busy="false"]').waitFor();
    },
  },
  {
    name: "trace-linked-lanes",
    pictured: true,
    path: () => `/trace/${ORDER_ID}?linked=1&view=flame&lanes=service`,
    prepare: (page) => page.getByText("With 2 linked traces").waitFor(),
  },
  {
    name: "trace-matches",
    path: () => `/trace/${SHOP_TRACE_ID}?find=is:error&only=1`,
    prepare: (page) => page.getByRole("row", { name: "SELECT carts" }).waitFor(),
  },
  {
    name: "trace-keys",
    pictured: true,
    narrow: true,
    path: () => `/trace/${SHOP_TRACE_ID}`,
    prepare: async (page) => {
      await page.locator("[data-row]").first().waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "commands",
    pictured: true,
    narrow: true,
    path: () => `/trace/${SHOP_TRACE_ID}`,
    prepare: async (page) => {
      await page.locator("[data-row]").first().waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: /^Command/ }).fill("all");
      await page.getByRole("option", { name: /^Expand all/ }).waitFor();
    },
  },
  {
    name: "compare",
    pictured: true,
    path: () => `/compare?a=${USUAL_ID}&b=${SLOW_ID}`,
    narrow: true,
    prepare: async (page) => {
      await page.locator("[data-row]").nth(6).waitFor();
      await page.locator("[data-row]").filter({ hasText: "payment Charge" }).click();
      await page.getByRole("complementary", { name: "Chosen path" }).waitFor();
      await page.getByRole("button", { name: "Others of the operation" }).click();
      await page.getByRole("link", { name: /^Slowest/ }).waitFor();
    },
  },
  {
    name: "compare-typical",
    pictured: true,
    path: () => `/compare?a=${SLOW_ID}&b=typical&view=list`,
    narrow: true,
    prepare: async (page) => {
      await page.locator("[data-row]").nth(6).waitFor();
      await page.locator("[data-row]").first().click();
      await page.getByRole("complementary", { name: "Chosen path" }).waitFor();
    },
  },
  {
    name: "trace-not-found",
    pictured: true,
    path: () => `/trace/${"9".repeat(32)}`,
    prepare: (page) => page.getByText("QUERY_NOT_FOUND").waitFor(),
  },
  {
    name: "no-such-page",
    pictured: true,
    narrow: true,
    path: () => "/nowhere",
    prepare: (page) => page.getByText("There is no such page").waitFor(),
  },
  {
    name: "not-loaded",
    pictured: true,
    narrow: true,
    path: () => "/search",
    prepare: async (page) => {
      await page.locator("[data-trace]").nth(2).waitFor();
      await page.route("**/*", (route) => route.abort());
      await page.getByRole("link", { name: "Map" }).click();
      await page.getByText("This page did not load").waitFor();
    },
  },
];

function servicesOf(spans: readonly Span[]): number {
  return new Set(spans.map(({ resource }) => serviceNameOf(resource))).size;
}

/**
 * In both themes, which differ in colours alone, so that the second time only these are looked at; and then on a
 * screen of 320 pixels, in the dark.
 */
async function look(scene: Scene): Promise<void> {
  const page = await open(scene.path(), { colorScheme: "light" });
  await scene.prepare(page);
  await pictureInBothThemes(page, scene.name, {
    ...(scene.pictured === true && { pictured: true }),
    inLight: async () => expect(await axeViolations(page)).toEqual([]),
  });
  expect(await colourViolations(page)).toEqual([]);
  if (scene.narrow !== true) return;
  await page.setViewportSize({ width: 320, height: 640 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await takePicture(page, `${scene.name}-narrow`);
  expect(await axeViolations(page)).toEqual([]);
}

it("the search page over an empty store has nothing that axe objects to, in both themes", () =>
  look(emptyScene));

describe("with traces", () => {
  beforeAll(async () => {
    const traffic = new TraceGenerator({
      seed: 11,
      startUnixMs: Date.now() - TRACES * TRACE_SPACING_MS - 60_000,
      traceSpacingMs: TRACE_SPACING_MS,
    });
    const traces = Array.from({ length: TRACES }, () => traffic.nextTrace());
    busiest = traces.reduce((one, other) => (servicesOf(other) > servicesOf(one) ? other : one));
    await ui.query.insert(traces.flat());
    await ui.query.insert(startingAt(Date.now() - 30_000, shopTrace()));
    await ui.query.insert(startingAt(Date.now() - 80_000, repeatingTrace()));
    await ui.query.insert(comparedTraces(Date.now() - 3 * 86_400_000));
    await ui.query.insert(linkedTraces(Date.now() - 4 * 86_400_000));
  });

  it.each(scenes)(
    "$name has nothing that axe objects to, in both themes, and fits a narrow screen",
    (scene) => look(scene),
  );

  it("follows the system's theme until one is chosen, and remembers the choice", async () => {
    const page = await open("/search", { colorScheme: "dark" });
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.getByRole("button", { name: /^Theme: system/ }).waitFor();
    const dark = await background();
    await page.getByRole("button", { name: /^Theme: system/ }).click();
    await page.getByRole("button", { name: /^Theme: light/ }).waitFor();
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.getByRole("button", { name: /^Theme: light/ }).click();
    expect(await background()).toBe(dark);
    await page.reload();
    await page.getByRole("button", { name: /^Theme: dark/ }).click();
    await page.emulateMedia({ colorScheme: "light" });
    expect(await background()).toBe(light);
  });

  it("paints the minimap in the colours of the theme", async () => {
    const page = await open(`/trace/${SHOP_TRACE_ID}`, { colorScheme: "light" });
    const topLeft = (): Promise<readonly number[]> =>
      page.evaluate(() => {
        const canvas = document.querySelector("canvas")!;
        return [...canvas.getContext("2d")!.getImageData(2, 1, 1, 1).data.slice(0, 3)];
      });
    const barColour = (): Promise<readonly number[]> =>
      page.evaluate(() => {
        const bar = document.querySelector('[data-row="0"] [role=gridcell]:last-child span')!;
        return getComputedStyle(bar).backgroundColor.match(/\d+/g)!.map(Number);
      });
    await page.locator("[data-row]").first().waitFor();
    await expect.poll(topLeft).toEqual(await barColour());
    const inLight = await barColour();
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(barColour).not.toEqual(inLight);
    await expect.poll(topLeft).toEqual(await barColour());
  });

  it("has more contrast, and colours that mean something, for people who asked their system", async () => {
    const page = await open(`/trace/${SHOP_TRACE_ID}`, { contrast: "more" });
    const bar = page.locator('[data-row="0"] [role=gridcell]:last-child span').first();
    const colourOf = (what: "color" | "backgroundColor", selector?: Locator): Promise<string> =>
      (selector ?? page.locator("body")).evaluate(
        (node, name) => getComputedStyle(node)[name],
        what,
      );
    await bar.waitFor();
    expect(await colourOf("color")).toBe("rgb(0, 0, 0)");
    expect(await axeViolations(page)).toEqual([]);
    const before = await colourOf("backgroundColor", bar);
    await page.emulateMedia({ forcedColors: "active" });
    expect(await colourOf("backgroundColor", bar)).toBe(before);
  });

  it("uses a very wide screen, and keeps what is read together near each other", async () => {
    const wide = { viewport: { width: 3_440, height: 1_440 } };
    const right = async (of: Locator): Promise<number> => {
      const { x, width } = (await of.boundingBox())!;
      return x + width;
    };
    const page = await open(`/trace/${SHOP_TRACE_ID}?span=0000000000000005`, wide);
    await page.getByText("9007199254740993").waitFor();
    const panel = page.getByRole("complementary", { name: "Span details" });
    expect(await right(panel)).toBe(3_440);
    expect((await page.getByTestId("ruler").boundingBox())!.width).toBeGreaterThan(2_000);
    await takePicture(page, "trace-wide");
    for (const [name, path] of [
      ["search", "/search"],
      ["services", "/services"],
      ["map", "/map"],
      ["compare", `/compare?a=${USUAL_ID}&b=${SLOW_ID}`],
    ] as const) {
      await page.goto(ui.url + path);
      await page.locator("[data-trace], [data-row], [data-node], h2").first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(3_440);
      await takePicture(page, `${name}-wide`);
    }
    const cells = page.locator("[data-row='0'] [role=gridcell]");
    expect((await cells.nth(1).boundingBox())!.x).toBeLessThan(1_400);
  });

  it("has all of a trace at 200 % of the size", async () => {
    const page = await open(`/trace/${SHOP_TRACE_ID}`, { viewport: { width: 720, height: 450 } });
    await page.locator("[data-row]").nth(4).click();
    await page.getByText("9007199254740993").waitFor();
    await page.keyboard.press("Escape");
    for (const name of ["Expand all ( [ )", "Draw idle time short", "Only matches", "Calls"]) {
      await page.getByRole("button", { name }).click();
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(720);
  });

  it("does not move for people who asked for less motion", async () => {
    const page = await open("/search", { reducedMotion: "reduce" });
    await page.route("**/api/own/search/stream?*", () => undefined);
    await page.goto(`${ui.url}/search?service=cart`);
    const skeleton = page.getByRole("status", { name: "Searching" });
    await skeleton.waitFor();
    const animation = await skeleton
      .locator("div")
      .first()
      .evaluate((element) => getComputedStyle(element).animationName);
    expect(animation).toBe("none");
  });
});
