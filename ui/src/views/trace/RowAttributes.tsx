import type { PreviewText } from "../../logic/row-previews.ts";
import styles from "./RowAttributes.module.css";

/** Attributes behind the name of a span. Screen readers get them with the row's moment. */
export function RowAttributes({ text }: { readonly text: PreviewText }) {
  return (
    <span className={styles.attributes} title={text.full} aria-hidden="true">
      {text.short}
    </span>
  );
}
