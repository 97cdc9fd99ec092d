import { useSyncExternalStore } from "react";

/** True while the page is shown in dark colours. For what is painted and cannot use light-dark(). */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === undefined ? prefersDark().matches : chosen === "dark";
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  prefersDark().addEventListener("change", listener);
  return () => {
    observer.disconnect();
    prefersDark().removeEventListener("change", listener);
  };
}

function prefersDark(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: dark)");
}
