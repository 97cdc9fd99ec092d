import { Link, Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { text } from "../texts/app.tsx";
import { ChooseFile } from "../widgets/ChooseFile.tsx";
import { Mark } from "../widgets/Mark.tsx";
import { CommandKeys } from "./CommandKeys.tsx";
import { DropFile } from "./DropFile.tsx";
import { EmbedShell } from "./EmbedShell.tsx";
import { OpenTrace } from "./OpenTrace.tsx";
import { SavedViews } from "./SavedViews.tsx";
import { SectionLinks } from "./SectionLinks.tsx";
import styles from "./Shell.module.css";
import { chooseTheme, nextTheme, readTheme } from "./theme.ts";
import { ThemeButton } from "./ThemeButton.tsx";
import { chooseTimeZone } from "./time-zone-choice.ts";
import { TimeZoneSelect } from "./TimeZoneSelect.tsx";

/** What every page has around it; less of it when the page is shown within another one. */
export function Shell() {
  const [theme, setTheme] = useState(readTheme);
  const navigate = useNavigate();
  const { tz, embed } = useSearch({ strict: false });
  const changeTimeZone = (name: string | undefined): void => {
    chooseTimeZone(name);
    // The router puts the zone that is chosen now into every address.
    void navigate({ to: ".", search: (before) => before, replace: true });
  };
  const changeTheme = (): void => {
    const next = nextTheme(theme);
    chooseTheme(next);
    setTheme(next);
  };
  const commands = <CommandKeys onTheme={changeTheme} onTimeZone={changeTimeZone} />;
  if (embed === "1") return <EmbedShell commands={commands} />;
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        {text.skipToContent}
      </a>
      <header className={styles.bar}>
        <Link to="/search" className={styles.home}>
          <Mark />
          <span>Spanhouse</span>
        </Link>
        <SectionLinks />
        <OpenTrace />
        <SavedViews />
        <TimeZoneSelect onChoose={changeTimeZone} />
        <div className={styles.file}>
          <ChooseFile isSmall />
        </div>
        {commands}
        <ThemeButton theme={theme} onNext={changeTheme} />
      </header>
      {/* All times are written anew in another zone. */}
      <Outlet key={tz ?? ""} />
      <DropFile />
    </div>
  );
}
