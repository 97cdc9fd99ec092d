/**
 * Copies a text; rejects when the browser does not allow it. Pages that came over plain HTTP from another machine have no
 * clipboard, and copy the older way.
 */
export async function writeToClipboard(text: string): Promise<void> {
  if ("clipboard" in navigator) await navigator.clipboard.writeText(text);
  else copyByEvent(document, text);
}

/** The one use that is left of an old part of documents: they have no other way to copy without a clipboard. */
interface CopyingDocument extends Pick<Document, "addEventListener" | "removeEventListener"> {
  execCommand(command: "copy"): boolean;
}

function copyByEvent(page: CopyingDocument, text: string): void {
  const onCopy = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  page.addEventListener("copy", onCopy);
  const isCopied = page.execCommand("copy");
  page.removeEventListener("copy", onCopy);
  if (!isCopied) throw new Error("the browser did not copy");
}
