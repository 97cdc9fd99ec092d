import type { Page } from "playwright-core";

/** Lets so many bytes a second come to a page, and no more; -1 for as many as can. */
export async function limitLine(page: Page, bytesPerSecond: number): Promise<void> {
  const line = await page.context().newCDPSession(page);
  await line.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 0, uploadThroughput: -1 },
    downloadThroughput: bytesPerSecond,
  });
}
