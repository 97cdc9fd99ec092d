import { text } from "../texts/app.tsx";
import { Icon, type IconName } from "../widgets/Icon.tsx";
import { IconButton } from "../widgets/IconButton.tsx";
import { nextTheme, type Theme } from "./theme.ts";

const ICONS: Readonly<Record<Theme, IconName>> = { system: "system", light: "sun", dark: "moon" };

interface ThemeButtonProps {
  readonly theme: Theme;
  readonly onNext: () => void;
}

/** Goes round system, light, dark. */
export function ThemeButton({ theme, onNext }: ThemeButtonProps) {
  return (
    <IconButton label={text.themeIs(theme, nextTheme(theme))} onClick={onNext}>
      <Icon name={ICONS[theme]} />
    </IconButton>
  );
}
