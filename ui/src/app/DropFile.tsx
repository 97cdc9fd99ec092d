import { useEffect, useState } from "react";
import { text } from "../texts/open-file.ts";
import { useOpenFile } from "../widgets/use-open-file.ts";
import styles from "./DropFile.module.css";

/** Files are dropped, or pasted, anywhere. While one is over the page it says what will happen. */
export function DropFile() {
  const open = useOpenFile();
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      // Null when it leaves the page, not an element of it.
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      setIsOver(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      open(file, file.name);
    };
    const paste = (event: ClipboardEvent) => {
      if (isField(event.target)) return;
      const file = event.clipboardData?.files[0];
      const pasted = event.clipboardData?.getData("text/plain") ?? "";
      if (file !== undefined) open(file, file.name);
      else if (/^\s*[{[]/.test(pasted)) open(new Blob([pasted]), text.pastedText);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
      window.removeEventListener("paste", paste);
    };
  });

  if (!isOver) return null;
  return (
    <div className={styles.over} role="status">
      <p className={styles.text}>{text.dropHere}</p>
    </div>
  );
}

/** What is pasted into a field belongs to the field. */
function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, [contenteditable]") !== null;
}
