import type { Page } from "playwright-core";
import { rowChangesDuring } from "../../support/row-changes.ts";
import { percentile } from "../report.ts";
import { hoversDuring } from "./event-timing.ts";
import { framesDuring, type Frames } from "./frames.ts";

/** What somebody does with the pointer on a trace, and the frames meanwhile. */

const HOVERS = 200;
const ROW_PX = 26;

/** How far and how fast the waterfall is scrolled. */
const SCROLL_PX = 20_000;
const SCROLL_PX_PER_SECOND = 4_000;

export async function scrolled(page: Page): Promise<Frames> {
  const at = await middleOfRows(page);
  return framesDuring(page, { ...at, selector: "[data-row]" }, () => scrollAt(page, at));
}

/** The gesture alone: the wheel, at a place of the page. */
export async function scrollAt(
  page: Page,
  at: { readonly x: number; readonly y: number },
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Input.synthesizeScrollGesture", {
    ...at,
    yDistance: -SCROLL_PX,
    speed: SCROLL_PX_PER_SECOND,
    gestureSourceType: "mouse",
  });
}

/** Forty notches of the wheel with the control key; also what changes in the rows, which only their grid should. */
export async function zoomed(page: Page): Promise<Frames & { readonly rowChanges: number }> {
  const at = await middleOfRows(page);
  // What the pointer does on its way is no part of zooming.
  await page.mouse.move(at.x + 500, at.y);
  await page.keyboard.down("Control");
  let frames: Frames | undefined;
  const rowChanges = await rowChangesDuring(page, async () => {
    frames = await framesDuring(page, { ...at, selector: "[data-row]" }, async () => {
      for (let notch = 0; notch < 40; notch++) await page.mouse.wheel(0, notch < 20 ? -60 : 60);
    });
  });
  await page.keyboard.up("Control");
  return { ...frames!, rowChanges };
}

/** A window of time is drawn on the small picture, then moved to and fro. */
export async function draggedOnMinimap(page: Page): Promise<Frames> {
  const rows = await middleOfRows(page);
  const box = (await page.getByTestId("minimap").boundingBox())!;
  const y = box.y + box.height / 2;
  const at = (fraction: number): number => box.x + box.width * fraction;
  const frames = await framesDuring(page, { ...rows, selector: "[data-row]" }, async () => {
    await page.mouse.move(at(0.2), y);
    await page.mouse.down();
    await page.mouse.move(at(0.5), y, { steps: 20 });
    await page.mouse.up();
    await page.mouse.move(at(0.35), y);
    await page.mouse.down();
    await page.mouse.move(at(0.7), y, { steps: 20 });
    await page.mouse.move(at(0.35), y, { steps: 20 });
    await page.mouse.up();
  });
  await page.keyboard.press("0");
  return frames;
}

/** Two hundred times from one row to the next, down the screen and up again; milliseconds to the frame, p95. */
export async function hovered(page: Page): Promise<number> {
  const box = (await page.getByRole("treegrid").boundingBox())!;
  const rowsInView = Math.floor((box.height - 60) / ROW_PX);
  const durations = await hoversDuring(page, HOVERS, async () => {
    for (let hover = 0; hover < HOVERS; hover++) {
      const turn = hover % (rowsInView * 2);
      const place = turn < rowsInView ? turn : rowsInView * 2 - 1 - turn;
      await page.mouse.move(box.x + 150, box.y + 40 + place * ROW_PX);
    }
  });
  return percentile(durations, 0.95);
}

async function middleOfRows(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const box = (await page.getByRole("treegrid").boundingBox())!;
  return { x: Math.round(box.x + 200), y: Math.round(box.y + box.height / 2) };
}
