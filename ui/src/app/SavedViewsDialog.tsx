import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, type SubmitEvent, useEffect, useRef, useState } from "react";
import {
  formatSavedViews,
  parseSavedViews,
  type SavedView,
  withoutView,
  withView,
} from "../logic/saved-views.ts";
import { text } from "../texts/saved-views.ts";
import { Icon } from "../widgets/Icon.tsx";
import { IconButton } from "../widgets/IconButton.tsx";
import { TextField } from "../widgets/TextField.tsx";
import { useRemembered } from "../widgets/use-remembered.ts";
import dialogStyles from "./KeysDialog.module.css";
import styles from "./SavedViewsDialog.module.css";

/** Saves the view that is shown under a name, and leads to those that were saved. */
export function SavedViewsDialog({ onClose }: { readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  const [kept, remember] = useRemembered("views");
  const [name, setName] = useState(titleOfPage);
  const { history } = useRouter();
  const views = parseSavedViews(kept);
  useEffect(() => ref.current?.showModal(), []);

  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    const path = window.location.pathname + window.location.search;
    remember(formatSavedViews(withView(views, { name: name.trim(), path })));
  };
  const open = (event: MouseEvent, { path }: SavedView) => {
    // With a key held down the browser opens it elsewhere.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ref.current?.close();
    history.push(path);
  };

  return (
    <dialog
      ref={ref}
      className={dialogStyles.dialog}
      aria-labelledby="views-title"
      onClose={onClose}
    >
      <div className={dialogStyles.head}>
        <h2 id="views-title">{text.savedViews}</h2>
        <IconButton label={text.close} onClick={() => ref.current?.close()}>
          <Icon name="close" />
        </IconButton>
      </div>
      <form className={styles.form} onSubmit={save}>
        <TextField label={text.nameOfShown} value={name} onChange={setName} />
        <button type="submit" className={styles.save}>
          {text.saveView}
        </button>
      </form>
      {views.length === 0 ? (
        <p className={styles.none}>{text.noneYet}</p>
      ) : (
        <ul className={styles.list}>
          {views.map((view) => (
            <li key={view.name}>
              <a href={view.path} onClick={(event) => open(event, view)}>
                {view.name}
              </a>
              <IconButton
                label={text.remove(view.name)}
                onClick={() => remember(formatSavedViews(withoutView(views, view.name)))}
              >
                <Icon name="close" size={12} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </dialog>
  );
}

/** What the browser calls the page, and what a search is about. */
function titleOfPage(): string {
  const title = document.title.replace(/ · [^·]*$/, "");
  const about = new URLSearchParams(window.location.search).get("service");
  return about === null || title.includes(about) ? title : text.viewOfService(title, about);
}
