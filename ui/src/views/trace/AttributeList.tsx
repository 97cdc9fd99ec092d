import type { OwnAttribute } from "@spanhouse/model";
import { filterAttributes, formatAttributeValue, typeName } from "../../logic/attribute-value.ts";
import { CopyButton } from "../../widgets/CopyButton.tsx";
import styles from "./AttributeList.module.css";

interface AttributeListProps {
  readonly attributes: readonly OwnAttribute[];
  /** How many the sender left out. */
  readonly dropped: number;
  readonly filter: string;
}

/** Attributes as they were sent, in their order; the type is named where it is not text. */
export function AttributeList({ attributes, dropped, filter }: AttributeListProps) {
  const shown = filterAttributes(attributes, filter);
  return (
    <>
      {shown.length > 0 && (
        <dl className={styles.list}>
          {shown.map(({ key, value }, index) => {
            const text = formatAttributeValue(value);
            return (
              <div key={index} className={styles.attribute}>
                <dt>{key}</dt>
                <dd data-type={value.type}>
                  <span className={styles.value}>{text}</span>
                  {value.type !== "string" && <small>{typeName(value)}</small>}
                  <span className={styles.copy}>
                    <CopyButton text={text} label={`Copy the value of ${key}`} />
                  </span>
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {shown.length < attributes.length && (
        <p className={styles.note}>
          {attributes.length - shown.length} do not contain the text of the filter.
        </p>
      )}
      {dropped > 0 && (
        <p className={styles.note}>{dropped} attributes were dropped before they were sent.</p>
      )}
    </>
  );
}
