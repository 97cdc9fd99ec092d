import { layoutMap, type LayoutRequest } from "../../logic/map-layout.ts";

/** Lays graphs out beside the page, which stays responsive. One answer for each request, in order. */
self.addEventListener("message", ({ data }: MessageEvent<LayoutRequest>) => {
  self.postMessage(layoutMap(data));
});
