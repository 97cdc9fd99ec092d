import { text } from "../../texts/services.tsx";
import { Notice } from "../../widgets/Notice.tsx";

interface RedWarningsProps {
  readonly warnings: readonly string[];
  readonly leftOut: number;
}

/** What the server says about the numbers below, and what is not among them. */
export function RedWarnings({ warnings, leftOut }: RedWarningsProps) {
  const all = leftOut === 0 ? warnings : [...warnings, text.leftOut(leftOut)];
  return all.map((warning) => <Notice key={warning} tone="warning" title={warning} />);
}
