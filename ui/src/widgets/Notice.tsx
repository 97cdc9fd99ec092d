import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import styles from "./Notice.module.css";

interface NoticeProps {
  readonly tone: "plain" | "warning" | "error";
  readonly title: string;
  readonly children?: ReactNode;
  /** The code of an error, as in docs/errors. */
  readonly code?: string;
  readonly actions?: ReactNode;
  /** True when it is all there is on the page. */
  readonly alone?: boolean;
}

/** A few sentences that stand out: nothing found, a warning, an error. */
export function Notice({ tone, title, children, code, actions, alone }: NoticeProps) {
  return (
    <section
      className={styles.notice}
      data-tone={tone}
      data-alone={alone}
      role={tone === "error" ? "alert" : undefined}
      aria-label={title}
    >
      {tone !== "plain" && <Icon name={tone} />}
      <div className={styles.text}>
        {alone === true ? <h1>{title}</h1> : <h2>{title}</h2>}
        {children !== undefined && <div>{children}</div>}
        {code !== undefined && <code className={styles.code}>{code}</code>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </section>
  );
}
