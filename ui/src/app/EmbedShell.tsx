import { Outlet, useLocation, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { withoutEmbed } from "../logic/embed-params.ts";
import { text } from "../texts/app.tsx";
import { Mark } from "../widgets/Mark.tsx";
import { DropFile } from "./DropFile.tsx";
import styles from "./EmbedShell.module.css";
import { readTheme, showTheme } from "./theme.ts";

/** What an embedded page has around it: nothing but the way to the same page with everything. */
export function EmbedShell({ commands }: { readonly commands: ReactNode }) {
  const { hide = "", theme } = useSearch({ strict: false });
  const { pathname, searchStr } = useLocation();
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset["hidden"] = hide.replaceAll(",", " ");
    showTheme(theme === "light" || theme === "dark" ? theme : "system");
    return () => {
      delete dataset["hidden"];
      showTheme(readTheme());
    };
  }, [hide, theme]);
  return (
    <div className={styles.shell} data-embedded>
      <Outlet />
      <footer className={styles.bar}>
        {commands}
        <a
          className={styles.open}
          href={`${pathname}${withoutEmbed(searchStr)}`}
          target="_blank"
          rel="noopener"
        >
          <Mark />
          {text.openInSpanhouse}
        </a>
      </footer>
      <DropFile />
    </div>
  );
}
