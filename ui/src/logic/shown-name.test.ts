import { describe, expect, it } from "vitest";
import { pageTitle, shownOperation, shownService } from "./shown-name.ts";

describe("a name", () => {
  it("that is missing is said to be", () => {
    expect([shownService(""), shownService(undefined), shownService("cart")]).toEqual([
      ...["(no service name)", "(no service name)", "cart"],
    ]);
    expect([shownOperation(""), shownOperation("GET /")]).toEqual(["(no name)", "GET /"]);
  });

  it("makes the title of a page, cut between characters where it is long", () => {
    expect(pageTitle("GET /")).toBe("GET / · Spanhouse");
    expect(pageTitle("🛒".repeat(80))).toBe(`${"🛒".repeat(80)} · Spanhouse`);
    expect(pageTitle("🛒".repeat(81))).toBe(`${"🛒".repeat(79)}… · Spanhouse`);
  });
});
