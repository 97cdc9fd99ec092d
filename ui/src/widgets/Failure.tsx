import { text } from "../texts/widgets.ts";
import { FromService } from "./FromService.tsx";
import { Notice } from "./Notice.tsx";

interface FailureProps {
  /** With the words of the server and, when it came from there, a code. */
  readonly error: Error & { readonly code?: string };
  readonly title: string;
  readonly onRetry: () => void;
}

/** A question that was not answered, in the server's words, and a way to ask it again. */
export function Failure({ error, title, onRetry }: FailureProps) {
  return (
    <Notice
      tone="error"
      title={title}
      code={error.code ?? "UI"}
      actions={
        <button type="button" onClick={onRetry}>
          {text.tryAgain}
        </button>
      }
    >
      <FromService>{error.message}</FromService>
    </Notice>
  );
}
