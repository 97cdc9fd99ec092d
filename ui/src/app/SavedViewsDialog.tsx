import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, type SubmitEvent, useEffect, useRef, useState } from "react";
import {
  formatSavedViews,
  parseSavedViews,
  type SavedView,
  withoutView,
  withView,
} from "../logic/saved-views.ts";
import { Icon } from "../widgets/Icon.tsx";
import { IconButton } from "../widgets/IconButton.tsx";
import { TextField } from "../widgets/TextField.tsx";
import { useRemembered } from "../widgets/use-remembered.ts";
import dialogStyles from "./KeysDialog.module.css";
import styles from "./SavedViewsDialog.module.css";

/** Saves the view that is shown under a name, and leads to those that were saved. */
export function SavedViewsDialog({ onClose }: { readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  const [text, remember] = useRemembered("views");
  const [name, setName] = useState(titleOfPage);
  const { history } = useRouter();
  const views = parseSavedViews(text);
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
        <h2 id="views-title">Saved views</h2>
        <IconButton label="Close" onClick={() => ref.current?.close()}>
          <Icon name="close" />
        </IconButton>
      </div>
      <form className={styles.form} onSubmit={save}>
        <TextField label="Name of what is shown now" value={name} onChange={setName} />
        <button type="submit" className={styles.save}>
          Save this view
        </button>
      </form>
      {views.length === 0 ? (
        <p className={styles.none}>
          None yet. A view is the page with all that is chosen on it. This browser keeps it; the
          address of a page is what to send to others.
        </p>
      ) : (
        <ul className={styles.list}>
          {views.map((view) => (
            <li key={view.name}>
              <a href={view.path} onClick={(event) => open(event, view)}>
                {view.name}
              </a>
              <IconButton
                label={`Remove ${view.name}`}
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
  const title = document.title.replace(/ · Spanhouse$/, "");
  const about = new URLSearchParams(window.location.search).get("service");
  return about === null || title.includes(about) ? title : `${title}: ${about}`;
}
