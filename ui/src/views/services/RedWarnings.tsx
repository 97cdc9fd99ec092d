import { text } from "../../texts/services.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Notice } from "../../widgets/Notice.tsx";

interface RedWarningsProps {
  readonly warnings: readonly string[];
  readonly leftOut: number;
}

/** What the server says about the numbers below, and what is not among them. */
export function RedWarnings({ warnings, leftOut }: RedWarningsProps) {
  return (
    <>
      {warnings.map((warning) => (
        <Notice key={warning} tone="warning" title={text.aboutNumbers}>
          <FromService>{warning}</FromService>
        </Notice>
      ))}
      {leftOut > 0 && <Notice tone="warning" title={text.leftOut(leftOut)} />}
    </>
  );
}
