import type { ChatMessage, ChatPart } from "../../logic/chat-messages.ts";
import { text } from "../../texts/chat-messages.ts";
import styles from "./ChatMessages.module.css";

/** What was said to a model and by it, one message after the other. */
export function ChatMessages({ messages }: { readonly messages: readonly ChatMessage[] }) {
  return (
    <ol className={styles.messages}>
      {messages.map(({ role, parts }, at) => (
        <li key={at} className={styles.message} data-role={role}>
          {role !== "" && <strong>{role}</strong>}
          {parts.map((part, place) => (
            <Part key={place} part={part} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Part({ part: { type, text: said } }: { readonly part: ChatPart }) {
  const isSpeech = type === "text" || type === "other";
  return (
    <div>
      {!isSpeech && <small>{text[type]}</small>}
      <p className={type === "text" || type === "reasoning" ? styles.text : styles.code}>{said}</p>
    </div>
  );
}
