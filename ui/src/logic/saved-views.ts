/** A view that somebody wants to see again: a page with all that was chosen there. */
export interface SavedView {
  readonly name: string;
  /** Path and query of the address, from `/`. */
  readonly path: string;
}

/** More are not kept: the oldest leave. */
export const SAVED_VIEWS_MAX = 100;

/** What is kept as a text, newest first. What is none of ours, or leads elsewhere, is left out. */
export function parseSavedViews(text: string): readonly SavedView[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Nothing was saved yet, or something else stands there.
    return [];
  }
  return Array.isArray(parsed) ? parsed.filter(isSavedView).slice(0, SAVED_VIEWS_MAX) : [];
}

export function formatSavedViews(views: readonly SavedView[]): string {
  return JSON.stringify(views);
}

/** With a view in front; one of the same name is replaced. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [view, ...withoutView(views, view.name)].slice(0, SAVED_VIEWS_MAX);
}

export function withoutView(views: readonly SavedView[], name: string): readonly SavedView[] {
  return views.filter((view) => view.name !== name);
}

function isSavedView(value: unknown): value is SavedView {
  if (typeof value !== "object" || value === null) return false;
  const { name, path } = value as Partial<Record<keyof SavedView, unknown>>;
  // Two slashes, or one and a backslash, would be the address of another machine.
  return typeof name === "string" && typeof path === "string" && /^\/(?![/\\])/.test(path);
}
