import { formatAttributeValue, type OwnAttribute } from "@spanhouse/model";
import { typeName } from "../../logic/attribute-value.ts";
import { formatCondition } from "../../logic/search-conditions.ts";
import { CopyButton } from "../../widgets/CopyButton.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import styles from "./AttributeRow.module.css";

/** What can be done with an attribute of a span or a resource. */
export interface AttributeActions {
  readonly level: "span" | "resource";
  readonly pinned: readonly string[];
  readonly onPin: (key: string) => void;
  /** Finds the spans of the trace with this value. Those of scopes cannot be found. */
  readonly onFind?: (key: string, value: string) => void;
}

interface AttributeRowProps {
  readonly attribute: OwnAttribute;
  readonly actions: AttributeActions | undefined;
}

/** A key, its value, and behind it what can be done with it. */
export function AttributeRow({ attribute: { key, value }, actions }: AttributeRowProps) {
  const text = formatAttributeValue(value);
  const isPinned = actions?.pinned.includes(key) ?? false;
  const isScalar = ["string", "bool", "int", "double"].includes(value.type);
  return (
    <div className={styles.attribute}>
      <dt>{key}</dt>
      <dd data-type={value.type}>
        <span className={styles.value}>{text}</span>
        {value.type !== "string" && <small>{typeName(value)}</small>}
        <span className={styles.tools}>
          <CopyButton text={text} label={`Copy the value of ${key}`} />
          {actions !== undefined && (
            <>
              {isScalar && (
                <CopyButton
                  icon="list"
                  text={formatCondition({
                    target: { attribute: key, level: actions.level },
                    operator: "=",
                    text,
                  })}
                  label={`Copy ${key} as a condition of a search`}
                />
              )}
              {isScalar && actions.onFind !== undefined && (
                <IconButton
                  label={`Find spans with this ${key}`}
                  onClick={() => actions.onFind?.(key, text)}
                >
                  <Icon name="search" size={14} />
                </IconButton>
              )}
              <IconButton
                label={isPinned ? `Unpin ${key}` : `Pin ${key}`}
                pressed={isPinned}
                onClick={() => actions.onPin(key)}
              >
                <Icon name="pin" size={14} />
              </IconButton>
            </>
          )}
        </span>
      </dd>
    </div>
  );
}
