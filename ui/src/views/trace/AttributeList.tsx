import type { OwnAttribute } from "@spanhouse/model";
import { filterAttributes } from "../../logic/attribute-value.ts";
import { groupAttributes } from "../../logic/attribute-groups.ts";
import { text } from "../../texts/trace-panel.tsx";
import { type AttributeActions, AttributeRow } from "./AttributeRow.tsx";
import styles from "./AttributeList.module.css";

interface AttributeListProps {
  readonly attributes: readonly OwnAttribute[];
  /** How many the sender left out. */
  readonly dropped: number;
  readonly filter: string;
  /** Without them a value can only be copied. */
  readonly actions?: AttributeActions;
}

/** Attributes by the first word of their keys; the type is named where it is not text. */
export function AttributeList({ attributes, dropped, filter, actions }: AttributeListProps) {
  const shown = filterAttributes(attributes, filter);
  const groups = groupAttributes(shown);
  return (
    <>
      {groups.map((group) => (
        <div
          key={group.name}
          role="group"
          aria-label={group.name === "" ? text.otherAttributes : group.name}
        >
          {groups.length > 1 && (
            <p className={styles.group} aria-hidden="true">
              {group.name === "" ? text.otherAttributes : group.name}
            </p>
          )}
          <dl className={styles.list}>
            {group.attributes.map((attribute, index) => (
              <AttributeRow key={index} attribute={attribute} actions={actions} />
            ))}
          </dl>
        </div>
      ))}
      {shown.length < attributes.length && (
        <p className={styles.note}>{text.notFitting(attributes.length - shown.length)}</p>
      )}
      {dropped > 0 && <p className={styles.note}>{text.droppedAttributes(dropped)}</p>}
    </>
  );
}
