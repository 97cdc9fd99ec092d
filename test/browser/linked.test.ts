import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import { linkedTraces, MAIL_ID, ORDER_ID, WORKER_ID } from "../support/linked-traces.ts";
import { linkedTrace, startingAt } from "../support/shop-spans.ts";
import { pagePerTest } from "../support/page-per-test.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

/** Traces that are linked with a trace, on its timeline, in a real browser. */

let ui: UiInBrowser;
let page: Page;
let errors: string[];
pagePerTest((opened) => ({ ui, page, errors } = opened), {
  stored: () => [
    ...linkedTraces(Date.now() - 60_000),
    ...startingAt(Date.now() - 60_000, linkedTrace()),
  ],
});

const row = (name: string): Locator => page.locator("[data-row]").filter({ hasText: name });
const chip = (): Locator => page.getByTestId("related");
const panel = (): Locator => page.getByRole("complementary", { name: "Span details" });

async function levels(): Promise<readonly string[]> {
  const rows = await page.locator("[data-row]").all();
  return Promise.all(rows.map(async (each) => (await each.getAttribute("aria-level")) ?? ""));
}

it("shows what takes the work of a trace, and what takes the work of that, below the spans that hand it over", async () => {
  await page.goto(`${ui.url}/trace/${ORDER_ID}`);
  await row("send orders").waitFor();
  expect(await row("process orders").count()).toBe(0);
  await chip().locator("summary").press("Enter");
  await chip().getByRole("button", { name: "Show linked traces on this timeline" }).press("Enter");
  await row("process mails").waitFor();
  expect(page.url()).toContain("linked=1");
  expect(await levels()).toEqual(["1", "2", "2", "3", "4", "4", "5", "2"]);
  expect(await chip().locator("summary").innerText()).toBe("With 2 linked traces");
  expect(await row("process orders").innerText()).toContain("linked trace");
  expect(await row("INSERT order").innerText()).not.toContain("linked trace");
  expect(await row("INSERT order").getByRole("gridcell").last().getAttribute("aria-label")).toBe(
    "at 310 ms, on the critical path, linked trace",
  );
  // One axis for all: the order is over after 100 ms.
  await page.getByText("850 ms").first().waitFor();
  await page.getByTestId("completeness").locator("summary").click();
  await page.getByText(/more than 2 links away: 1\.$/).waitFor();
  expect(await axeViolations(page)).toEqual([]);

  await page.keyboard.press("Escape");
  await page.getByTestId("completeness").locator("summary").click();
  await page.keyboard.press("l");
  await expect.poll(() => row("process orders").count()).toBe(0);
  await expect.poll(() => page.url()).not.toContain("linked");
});

it("says which trace a span is of, leads there, and has it in the address", async () => {
  await page.goto(`${ui.url}/trace/${ORDER_ID}?linked=1`);
  await row("process mails").click();
  await panel().getByText("Linked with").waitFor();
  await panel().getByText("Status error").waitFor();
  expect(await panel().getByRole("button", { name: "send mails" }).count()).toBe(1);
  await expect.poll(() => page.url()).toContain(`span=${MAIL_ID}-`);
  await page.reload();
  await panel().getByRole("link", { name: "In the linked trace mail process mails" }).click();
  await page.waitForURL(new RegExp(`/trace/${MAIL_ID}\\?span=[0-9a-f]{16}$`));
  // Its work came from the worker, whose work came from the order.
  await page.goto(`${ui.url}/trace/${MAIL_ID}?linked=1`);
  await row("process orders").waitFor();
  await row("POST /order").waitFor();
});

it("follows the critical path through the queues, finds and colours spans of all of them", async () => {
  await page.goto(`${ui.url}/trace/${ORDER_ID}?linked=1&find=is:critical&only=1`);
  await row("process mails").waitFor();
  expect(await row("render").count()).toBe(0);
  expect(await page.locator("[data-row]").count()).toBe(7);
  await page.goto(`${ui.url}/trace/${ORDER_ID}?linked=1&find=messaging.destination.name=orders`);
  await expect.poll(() => row("process orders").getAttribute("data-match")).toBe("true");
  const traceql = encodeURIComponent(
    '{ span.messaging.destination.name = "orders" && kind = consumer }',
  );
  await page.goto(`${ui.url}/trace/${ORDER_ID}?linked=1&find=${traceql}`);
  await expect.poll(() => row("process orders").getAttribute("data-match")).toBe("true");
  expect(await page.locator("[data-match]").count()).toBe(1);
  await page.goto(`${ui.url}/trace/${ORDER_ID}?linked=1&view=statistics`);
  await page.getByRole("row", { name: /^mail/ }).waitFor();
});

it("draws a line in the lanes from the span that hands work over to the one that takes it", async () => {
  /** Points of the chart that have the colour of these lines. */
  const linePoints = (): Promise<number> =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>("[data-testid=flame]")!;
      if (canvas.width === 0 || canvas.height === 0) return -1;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      let points = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] === 0x0b && data[at + 1] === 0x5d && data[at + 2] === 0x5b) points++;
      }
      return points;
    });
  await page.goto(`${ui.url}/trace/${ORDER_ID}?view=flame&lanes=service`);
  await page.getByRole("button", { name: "Lanes by service" }).waitFor();
  await expect.poll(linePoints).toBe(0);
  await page.keyboard.press("l");
  // Order to worker and worker to mail.
  await expect.poll(linePoints).toBeGreaterThan(100);
  await page.getByText("With 2 linked traces").waitFor();
});

it("says that nothing is linked, and that it could not be read", async () => {
  await page.route("**/api/own/search?*", (route) =>
    route.fulfill({ status: 503, json: { error: { code: "QUERY_TIMEOUT", message: "too slow" } } }),
  );
  await page.goto(`${ui.url}/trace/${WORKER_ID}?linked=1`);
  await chip().getByText("Linked traces not read").waitFor();
  await chip().locator("summary").click();
  await chip().getByText("The linked traces were not read: too slow").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.unroute("**/api/own/search?*");
  errors.length = 0;
  const [alone] = linkedTrace();
  await page.goto(`${ui.url}/trace/${alone!.traceId}?linked=1`);
  await chip().getByText("No linked trace found").waitFor();
});
