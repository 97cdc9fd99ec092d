import type { ReactNode } from "react";

/** Words of the service and of the code it shares, English whatever the pages speak: screen readers should know. */
export function FromService({ children }: { readonly children: ReactNode }) {
  return <span lang="en">{children}</span>;
}
