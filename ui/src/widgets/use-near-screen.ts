import { type RefObject, useEffect, useState } from "react";

/** How far from the edges of the screen something counts as near: further than a key or a wheel goes at once. */
const NEAR = "1000px 0px";

/** Whether an element is on the screen or near to it, and how high it was when it last was, in pixels. */
export interface NearScreen {
  readonly isNear: boolean;
  readonly heightPx: number | undefined;
}

/**
 * Follows an element, so that what is far away need not be drawn. What has the focus stays near, wherever it is:
 * a focus must not get lost.
 */
export function useNearScreen(ref: RefObject<HTMLElement | null>, initially: boolean): NearScreen {
  const [state, setState] = useState<NearScreen>({ isNear: initially, heightPx: undefined });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const { isIntersecting, boundingClientRect } = entries.at(-1)!;
        if (isIntersecting) setState({ isNear: true, heightPx: undefined });
        else if (!element.contains(document.activeElement)) {
          setState({ isNear: false, heightPx: boundingClientRect.height });
        }
      },
      { rootMargin: NEAR },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return state;
}
