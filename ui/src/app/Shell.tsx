import { Link, Outlet } from "@tanstack/react-router";
import { Mark } from "../widgets/Mark.tsx";
import { OpenTrace } from "./OpenTrace.tsx";
import { SectionLinks } from "./SectionLinks.tsx";
import styles from "./Shell.module.css";
import { ThemeButton } from "./ThemeButton.tsx";

/** What every page has around it. */
export function Shell() {
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
        <ThemeButton />
      </header>
      <Outlet />
    </div>
  );
}
