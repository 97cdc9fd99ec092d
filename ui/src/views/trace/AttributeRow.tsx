import { formatAttributeValue, type OwnAttribute } from "@spanhouse/model";
import { chatMessagesOf } from "../../logic/chat-messages.ts";
import { formatCondition } from "../../logic/search-conditions.ts";
import { text } from "../../texts/trace-panel.tsx";
import { CopyButton } from "../../widgets/CopyButton.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import styles from "./AttributeRow.module.css";
import { ChatMessages } from "./ChatMessages.tsx";

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
  const shown = formatAttributeValue(value);
  const isPinned = actions?.pinned.includes(key) ?? false;
  const messages = chatMessagesOf(key, value);
  const isScalar = ["string", "bool", "int", "double"].includes(value.type);
  return (
    <div className={styles.attribute} data-wide={messages !== undefined || undefined}>
      <dt>{key}</dt>
      <dd data-type={value.type}>
        {messages === undefined ? (
          <span className={styles.value}>{shown}</span>
        ) : (
          <ChatMessages messages={messages} />
        )}
        {value.type !== "string" && messages === undefined && (
          <small>{text.typeOfValue(value.type)}</small>
        )}
        <span className={styles.tools}>
          <CopyButton text={shown} label={text.copyValue(key)} />
          {actions !== undefined && (
            <>
              {isScalar && (
                <CopyButton
                  icon="list"
                  text={formatCondition({
                    target: { attribute: key, level: actions.level },
                    operator: "=",
                    text: shown,
                  })}
                  label={text.copyCondition(key)}
                />
              )}
              {isScalar && actions.onFind !== undefined && (
                <IconButton label={text.findSame(key)} onClick={() => actions.onFind?.(key, shown)}>
                  <Icon name="search" size={14} />
                </IconButton>
              )}
              <IconButton
                label={isPinned ? text.unpin(key) : text.pin(key)}
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
