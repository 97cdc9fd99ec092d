import type { OwnSpan } from "@spanhouse/model";
import { useLinkTemplates } from "../../api/links.ts";
import { spanLinks } from "../../logic/span-links.ts";
import { text } from "../../texts/trace-panel.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import styles from "./SpanLinks.module.css";

/** Links to other systems, such as the logs of a span. Nothing when none are configured. */
export function SpanLinks({ span }: { readonly span: OwnSpan }) {
  const links = spanLinks(useLinkTemplates(), span);
  if (links.length === 0) return null;
  return (
    <ul className={styles.links} aria-label={text.elsewhere}>
      {links.map(({ name, href }) => (
        <li key={name}>
          <a href={href} target="_blank" rel="noopener noreferrer">
            <Icon name="link" size={13} />
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
