import { ApiError } from "../../api/request.ts";
import { Notice } from "../../widgets/Notice.tsx";

/** A search that was not answered, in the server's words. */
export function SearchFailure({
  error,
  onRetry,
}: {
  readonly error: Error;
  readonly onRetry: () => void;
}) {
  return (
    <Notice
      tone="error"
      title="The search was not answered"
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
