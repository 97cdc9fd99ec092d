import { Link, Outlet } from "@tanstack/react-router";
import { useState } from "react";
import { Mark } from "../widgets/Mark.tsx";
import { CommandKeys } from "./CommandKeys.tsx";
import { OpenTrace } from "./OpenTrace.tsx";
import { SavedViews } from "./SavedViews.tsx";
import { SectionLinks } from "./SectionLinks.tsx";
import styles from "./Shell.module.css";
import { chooseTheme, nextTheme, readTheme } from "./theme.ts";
import { ThemeButton } from "./ThemeButton.tsx";

/** What every page has around it. */
export function Shell() {
  const [theme, setTheme] = useState(readTheme);
  const changeTheme = (): void => {
    const next = nextTheme(theme);
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <header className={styles.bar}>
        <Link to="/search" className={styles.home}>
          <Mark />
          <span>Spanhouse</span>
        </Link>
        <SectionLinks />
        <OpenTrace />
        <SavedViews />
        <CommandKeys onTheme={changeTheme} />
        <ThemeButton theme={theme} onNext={changeTheme} />
      </header>
      <Outlet />
    </div>
  );
}
