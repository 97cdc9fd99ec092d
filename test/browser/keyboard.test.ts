import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import {
  REPEATING_TRACE_ID,
  repeatingTrace,
  SHOP_TRACE_ID,
  shopTrace,
  startingAt,
} from "../support/shop-spans.ts";
import { pagePerTest } from "../support/page-per-test.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

/** The pages with the keyboard alone: no test here touches the mouse. */

let ui: UiInBrowser;
let page: Page;

pagePerTest((opened) => ({ ui, page } = opened), {
  page: { permissions: ["clipboard-read", "clipboard-write"] },
  stored: () => [
    ...startingAt(Date.now() - 60_000, shopTrace()),
    ...startingAt(Date.now() - 80_000, repeatingTrace()),
  ],
});

/** What has the focus, or what it names as active inside of it. */
function focused(): Promise<string> {
  return page.evaluate(() => {
    const active = document.activeElement;
    const inside = active?.getAttribute("aria-activedescendant");
    const element = inside == null ? active : document.getElementById(inside);
    return element instanceof HTMLElement && element !== document.body ? element.innerText : "";
  });
}

/**
 * Whether what has the focus looks like it: it, what it names as active inside of it, or the field it is in has a frame;
 * the separators of columns have a line.
 */
function focusIsSeen(): Promise<boolean> {
  return page.evaluate(() => {
    const active = document.activeElement;
    if (active === null || active === document.body) return false;
    const hasFrame = (element: Element | null, part?: string): boolean => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
      return outlineStyle !== "none" && outlineWidth !== "0px";
    };
    const inside = document.getElementById(active.getAttribute("aria-activedescendant") ?? "");
    return (
      (inside !== null && getComputedStyle(inside).boxShadow !== "none") ||
      [active, active.parentElement, active.parentElement!.parentElement].some((each) =>
        hasFrame(each),
      ) ||
      hasFrame(active, "::after") ||
      (active.role === "separator" && getComputedStyle(active).backgroundImage !== "none")
    );
  });
}

async function openCommands(): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).waitFor();
}

async function choose(command: string): Promise<void> {
  await openCommands();
  await page.keyboard.type(command);
  await expect.poll(focused).toContain(command);
  await page.keyboard.press("Enter");
}

it("finds the slow request, sees why, and shares it", async () => {
  await page.goto(`${ui.url}/search`);
  await page.locator("[data-trace]").nth(1).waitFor();
  await choose("Order: longest");
  await page.waitForURL(/order=longest/);
  await page.locator("[data-trace]").first().getByText("nightly").waitFor();
  await page.keyboard.press("j");
  await expect.poll(focused).toContain("nightly");
  expect(await focusIsSeen()).toBe(true);
  await page.keyboard.press("Enter");
  await page.getByTestId("completeness").waitFor();
  expect(page.url()).toContain(REPEATING_TRACE_ID);

  await page.keyboard.press("j");
  await expect.poll(focused).toContain("nightly");
  await page.keyboard.press("/");
  await page.keyboard.type("duration>50ms");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("find-count").innerText()).toMatch(/ of 3$/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await expect.poll(focused).toContain("SELECT item");
  expect(await focusIsSeen()).toBe(true);
  await page.keyboard.press("Enter");
  await page.getByText("Status error").waitFor();
  await page.waitForURL(/span=/);
  await page.keyboard.press("y");
  await page.getByText("The link to this view is copied").waitFor();

  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(new RegExp(`/trace/${REPEATING_TRACE_ID}\\?.*span=[0-9a-f]{16}`));
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByText("Status error").waitFor();
});

it("goes from a condition in the bar to the traces that it finds", async () => {
  await page.goto(`${ui.url}/search`);
  await page.locator("[data-trace]").nth(1).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type('{ name = "nightly" }');
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=/);
  await expect.poll(() => page.locator("[data-trace]").count()).toBe(1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect.poll(focused).toContain("nightly");
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/trace/${REPEATING_TRACE_ID}`));
});

it.each([
  { path: "/search", title: "Traces found", command: "Show as a table", leadsTo: /view=table/ },
  { path: "/services", title: "Services", command: "Count all spans", leadsTo: /kind=all/ },
  { path: "/map", title: "Service map", command: "Show the matrix", leadsTo: /view=matrix/ },
  {
    path: `/trace/${SHOP_TRACE_ID}`,
    title: "This trace",
    command: "Show the statistics",
    leadsTo: /view=statistics/,
  },
])("lists the keys and the commands of $path", async ({ path, title, command, leadsTo }) => {
  await page.goto(ui.url + path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  // Its part of the list is there once the page has what it shows.
  await expect
    .poll(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      return page.getByRole("dialog", { name: "Keys" }).innerText();
    })
    .toMatch(new RegExp(`^Keys\\s+${title}[^]*Every page[^]*Copy the link to this view`));
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await choose(command);
  await page.waitForURL(leadsTo);
});

it("opens an id from the list of commands, and leaves the list with Escape", async () => {
  await page.goto(`${ui.url}/services`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await openCommands();
  await page.keyboard.type("no such command");
  await page.getByText("No command has these words.").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await choose("List the keys");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await choose(SHOP_TRACE_ID);
  await page.waitForURL(new RegExp(SHOP_TRACE_ID));
  await page.getByTestId("completeness").waitFor();
});

it("goes from control to control with Tab, each of which can be seen to have the focus", async () => {
  for (const path of ["/search", `/trace/${SHOP_TRACE_ID}?span=0000000000000005`, "/map"]) {
    await page.goto(ui.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    const unseen: string[] = [];
    let stops = 0;
    for (; stops < 60; stops++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      if (!(await focusIsSeen()))
        unseen.push(await page.evaluate(() => document.activeElement!.outerHTML.slice(0, 120)));
    }
    expect(unseen, path).toEqual([]);
    expect(stops).toBeGreaterThan(15);
  }
});

it("saves a view under a name, opens it again, and forgets it", async () => {
  await page.goto(`${ui.url}/search?service=cart&order=longest`);
  await page.locator("[data-trace]").first().waitFor();
  const dialog = page.getByRole("dialog", { name: "Saved views" });
  await page.keyboard.press("b");
  await dialog.getByText("None yet.").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  const name = page.getByLabel("Name of what is shown now");
  expect(await name.inputValue()).toBe("Search: cart");
  await name.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Slow carts");
  await page.keyboard.press("Enter");
  await dialog.getByRole("link", { name: "Slow carts" }).waitFor();
  await page.keyboard.press("Escape");

  await page.goto(`${ui.url}/map`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await choose("Saved views");
  await dialog.getByRole("link", { name: "Slow carts" }).focus();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${ui.url}/search?service=cart&order=longest`);
  await page.locator("[data-trace]").first().waitFor();
  await page.keyboard.press("b");
  await dialog.getByRole("button", { name: "Remove Slow carts" }).focus();
  await page.keyboard.press("Enter");
  await dialog.getByText("None yet.").waitFor();
});

it("shows all times in a zone that is chosen, in the address and remembered", async () => {
  await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}`);
  const started = page.locator("dl > div", { hasText: "Started" });
  await started.waitFor();
  await page.getByLabel("Time zone").selectOption("UTC");
  await page.waitForURL(/[?&]tz=UTC/);
  const inUtc = await started.innerText();
  await page.getByLabel("Time zone").focus();
  await page.getByLabel("Time zone").selectOption("Australia/Adelaide");
  await page.waitForURL(/tz=Australia%2FAdelaide/);
  await expect.poll(() => started.innerText()).not.toBe(inUtc);
  // Half an hour off the full hours.
  expect((minuteOf(await started.innerText()) - minuteOf(inUtc) + 60) % 60).toBe(30);

  await page.keyboard.press("Escape");
  await choose("Go to services");
  await page.waitForURL(/services\?.*tz=Australia/);
  await page.goto(`${ui.url}/search`);
  await page.waitForURL(/tz=Australia/);
  // A link brings its zone along; the choice stays.
  await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}?tz=UTC`);
  await started.waitFor();
  expect(minuteOf(await started.innerText())).toBe(minuteOf(inUtc));
  await choose("Show times in the browser");
  await page.waitForURL((url) => !url.search.includes("tz="));
});

function minuteOf(text: string): number {
  return Number(/:(\d\d):/.exec(text)![1]);
}
