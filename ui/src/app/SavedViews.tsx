import { lazy, Suspense, useState } from "react";
import { Icon } from "../widgets/Icon.tsx";
import { IconButton } from "../widgets/IconButton.tsx";
import { useCommands } from "../widgets/use-commands.ts";

const SavedViewsDialog = lazy(async () => ({
  default: (await import("./SavedViewsDialog.tsx")).SavedViewsDialog,
}));

/** Opens the views that this browser keeps. */
export function SavedViews() {
  const [shown, setShown] = useState(false);
  useCommands({
    title: "Views",
    commands: [{ name: "Saved views", key: "b", run: () => setShown(true) }],
  });
  return (
    <>
      <IconButton label="Saved views ( b )" onClick={() => setShown(true)}>
        <Icon name="bookmark" />
      </IconButton>
      <Suspense>{shown && <SavedViewsDialog onClose={() => setShown(false)} />}</Suspense>
    </>
  );
}
