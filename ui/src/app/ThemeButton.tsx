import { useState } from "react";
import { Icon, type IconName } from "../widgets/Icon.tsx";
import { IconButton } from "../widgets/IconButton.tsx";
import { chooseTheme, readTheme, type Theme, THEMES } from "./theme.ts";

const ICONS: Readonly<Record<Theme, IconName>> = { system: "system", light: "sun", dark: "moon" };

/** Goes round system, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(readTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <IconButton
      label={`Theme: ${theme}. Change to ${next}`}
      onClick={() => {
        chooseTheme(next);
        setTheme(next);
      }}
    >
      <Icon name={ICONS[theme]} />
    </IconButton>
  );
}
