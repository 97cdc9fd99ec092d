import { useEffect, useState } from "react";
import { text as clipboardText } from "../texts/clipboard.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import { writeToClipboard } from "./write-to-clipboard.ts";

const SHOWN_MS = 1_500;

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  readonly icon?: IconName;
}

/** Copies a text and says for a moment whether that worked. */
export function CopyButton({ text, label, icon = "copy" }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");

  useEffect(() => {
    if (state === "idle") return undefined;
    const timer = setTimeout(() => setState("idle"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = () => {
    writeToClipboard(text).then(
      () => setState("copied"),
      () => setState("failed"),
    );
  };
  const said = { idle: label, copied: clipboardText.copied, failed: clipboardText.notAllowed };
  const icons = { idle: icon, copied: "check", failed: "error" } as const;
  return (
    <IconButton label={said[state]} onClick={copy}>
      <Icon name={icons[state]} size={14} />
    </IconButton>
  );
}
