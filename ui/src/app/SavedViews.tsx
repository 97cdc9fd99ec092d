import { lazy, Suspense, useState } from "react";
import { text } from "../texts/app.tsx";
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
    title: text.views,
    commands: [{ name: text.savedViews, key: "b", run: () => setShown(true) }],
  });
  return (
    <>
      <IconButton label={text.savedViewsKey} onClick={() => setShown(true)}>
        <Icon name="bookmark" />
      </IconButton>
      <Suspense>{shown && <SavedViewsDialog onClose={() => setShown(false)} />}</Suspense>
    </>
  );
}
