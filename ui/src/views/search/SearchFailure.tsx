import { ApiError } from "../../api/request.ts";
import { Notice } from "../../widgets/Notice.tsx";

/** A search that was not answered, in the server's words. */
export function SearchFailure({
  error,
  onRetry,
  title = "The search was not answered",
}: {
  readonly title?: string;
  readonly error: Error;
  readonly onRetry: () => void;
}) {
  return (
    <Notice
      tone="error"
      title={title}
      code={error instanceof ApiError ? error.code : "UI"}
      actions={
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      }
    >
      {error.message}
    </Notice>
  );
}
