import { describe, expect, it } from "vitest";
import {
  formatSavedViews,
  parseSavedViews,
  SAVED_VIEWS_MAX,
  withoutView,
  withView,
} from "./saved-views.ts";

const slow = { name: "Slow carts", path: "/search?service=cart&minDuration=1s" };
const map = { name: "Map", path: "/map" };

describe("saved views", () => {
  it("come back as they were kept, the newest first, each name once", () => {
    const views = withView(withView([slow], map), { ...slow, path: "/search?service=cart" });
    expect(views).toEqual([{ name: "Slow carts", path: "/search?service=cart" }, map]);
    expect(parseSavedViews(formatSavedViews(views))).toEqual(views);
    expect(withoutView(views, "Map")).toEqual([views[0]]);
  });

  it("are no more than they may be", () => {
    let views = [slow] as ReturnType<typeof withView>;
    for (let at = 0; at < SAVED_VIEWS_MAX; at++) {
      views = withView(views, { name: String(at), path: "/map" });
    }
    expect(views).toHaveLength(SAVED_VIEWS_MAX);
    expect(views).not.toContainEqual(slow);
  });

  it.each([
    "",
    "{}",
    "[1,null,[]]",
    '[{"name":1,"path":"/"}]',
    '[{"name":"x","path":"//elsewhere.example/"}]',
    '[{"name":"x","path":"/\\\\elsewhere.example/"}]',
    '[{"name":"x","path":"javascript:alert(1)"}]',
  ])("leave out what is none of theirs: %s", (text) => {
    expect(parseSavedViews(text)).toEqual([]);
  });
});
