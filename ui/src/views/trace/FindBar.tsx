import { type KeyboardEvent, type RefObject, useId } from "react";
import { text } from "../../texts/trace-view.ts";
import { problemId } from "../../widgets/Field.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import styles from "./FindBar.module.css";

interface FindBarProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly typed: string;
  /** Why it cannot be looked for. */
  readonly problem: string | undefined;
  readonly matchCount: number;
  /** Place of the cursor among the matches, or -1. */
  readonly place: number;
  readonly onText: (text: string) => void;
  readonly onNext: (backwards: boolean) => void;
  /** The tree gets the focus back. */
  readonly onLeave: () => void;
}

/** Finds spans; see span-query.ts for what can be written besides TraceQL in braces. */
export function FindBar(props: FindBarProps) {
  const { inputRef, typed, problem, matchCount, place, onText, onNext, onLeave } = props;
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") onNext(event.shiftKey);
    else if (event.key === "Escape") {
      event.preventDefault();
      onText("");
      onLeave();
    } else return;
    event.stopPropagation();
  };
  return (
    <div className={styles.find} role="search" aria-label={text.find}>
      <Icon name="search" size={14} />
      <input
        ref={inputRef}
        type="text"
        spellCheck={false}
        autoComplete="off"
        aria-label={text.findBy}
        placeholder={text.findExample}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId(id)}
        value={typed}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span role="status" className={styles.count} data-testid="find-count">
        {typed !== "" && problem === undefined && countText(matchCount, place)}
      </span>
      <IconButton
        label={text.previousMatch}
        disabled={matchCount === 0}
        onClick={() => onNext(true)}
      >
        <Icon name="up" />
      </IconButton>
      <IconButton label={text.nextMatch} disabled={matchCount === 0} onClick={() => onNext(false)}>
        <Icon name="down" />
      </IconButton>
      {problem !== undefined && (
        <p id={problemId(id)} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}

function countText(matchCount: number, place: number): string {
  if (matchCount === 0) return text.noMatch;
  return place < 0 ? matchCount.toLocaleString() : text.matchOf(place + 1, matchCount);
}
