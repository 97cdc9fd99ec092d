import { useMemo } from "react";
import { useRemembered } from "../../widgets/use-remembered.ts";

/** Keys that are shown first; the oldest one leaves when there are more. */
const PINNED_MAX = 12;

/** The attributes that this browser shows first, the newest last, and how to pin one or let go of it: what is pinned then. */
export function usePinnedKeys(): [readonly string[], (key: string) => readonly string[]] {
  const [text, remember] = useRemembered("pinned");
  const pinned = useMemo(() => text.split("\n").filter(Boolean), [text]);
  const toggle = (key: string): readonly string[] => {
    const without = pinned.filter((each) => each !== key);
    const next = without.length < pinned.length ? without : [...pinned, key].slice(-PINNED_MAX);
    remember(next.join("\n"));
    return next;
  };
  return [pinned, toggle];
}
