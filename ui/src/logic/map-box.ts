/** Sizes in pixels of what is drawn on the map. Here, so that a page that draws need not load what lays out. */
export const BOX_WIDTH = 196;
export const BOX_HEIGHT = 50;
export const LABEL_WIDTH = 136;
/** With a change behind the numbers. */
export const COMPARED_LABEL_WIDTH = 212;
export const LABEL_HEIGHT = 18;
