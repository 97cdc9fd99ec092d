import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { useBarOptions, useTraceqlOptions } from "../../api/completions.ts";
import type { BarOption } from "../../logic/bar-options.ts";
import { chipsOf, type SearchChip } from "../../logic/search-chips.ts";
import type { SearchCondition } from "../../logic/search-conditions.ts";
import type { SearchParams } from "../../logic/search-params.ts";
import { type TraceqlOption, typedTraceql } from "../../logic/traceql-options.ts";
import { isTraceql, type TraceqlProblem } from "../../logic/traceql-text.ts";
import { typedCondition } from "../../logic/typed-condition.ts";
import { text } from "../../texts/search-form.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { problemId } from "../../widgets/Field.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import styles from "./SearchBar.module.css";

interface SearchBarProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  /** What is in the form and in the bar. */
  readonly draft: SearchParams;
  readonly services: readonly string[];
  /** What is typed behind the conditions: another one, or TraceQL. */
  readonly typed: string;
  readonly problem: string | undefined;
  /** Where TraceQL is wrong. */
  readonly place: TraceqlProblem | undefined;
  readonly onType: (typed: string) => void;
  readonly onCondition: (condition: SearchCondition, before: string) => void;
  readonly onRemove: (chip: SearchChip) => void;
  /** Takes a condition back into what is typed. */
  readonly onEdit: (chip: SearchChip) => void;
}

/** All of a search in one line: its conditions, and a text with proposals (WAI-ARIA combobox) to add more. */
export function SearchBar(props: SearchBarProps) {
  const { inputRef, draft, services, typed, problem, place, onType, onCondition } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [caret, setCaret] = useState(0);
  const nextCaret = useRef<number>(undefined);
  // TraceQL stands as a text, not as a chip.
  const chips = chipsOf(draft).filter(({ part }) => part !== "q");
  const traceql = isTraceql(typed);
  const condition = typedCondition(typed);
  const barOptions = useBarOptions(condition, {
    ...{ services, service: draft.service ?? "", open: open && !traceql },
  });
  const traceqlOptions = useTraceqlOptions(
    typed,
    open && traceql ? typedTraceql(typed, caret) : undefined,
  );
  const options: readonly (BarOption | TraceqlOption)[] = traceql ? traceqlOptions : barOptions;
  const isOpen = open && options.length > 0;

  const show = (next: boolean) => {
    setOpen(next);
    setActive(-1);
  };
  const choose = (option: BarOption | TraceqlOption) => {
    if ("condition" in option) onCondition(option.condition, condition.before);
    else onType(option.text);
    if ("caret" in option) {
      setCaret(option.caret);
      nextCaret.current = option.caret;
    }
    show(!("condition" in option));
  };
  // The browser puts the caret at the end of a text that changes; a part may have been chosen in its middle.
  useEffect(() => {
    if (nextCaret.current === undefined) return;
    inputRef.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = undefined;
  }, [inputRef, typed]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!open) show(true);
      else if (options.length > 0) {
        const next = active < 0 && step < 0 ? options.length - 1 : active + step;
        const index = (next + options.length) % options.length;
        setActive(index);
        document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: "nearest" });
      }
    } else if (event.key === "Enter" && isOpen && options[active] !== undefined) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      // With nothing offered, the keys of the page are next.
      if (isOpen) show(false);
      else inputRef.current?.blur();
    } else if (event.key === "Backspace" && typed === "" && chips.length > 0) {
      event.preventDefault();
      props.onEdit(chips.at(-1)!);
    }
  };

  return (
    <div className={styles.bar} data-problem={problem !== undefined}>
      <Icon name="search" />
      {chips.length > 0 && (
        <ul className={styles.chips} aria-label={text.conditionsOfSearch}>
          {chips.map((chip) => (
            <li key={chip.id} className={styles.chip}>
              <button
                type="button"
                title={text.change(chip.label)}
                onClick={() => props.onEdit(chip)}
              >
                {chip.label}
              </button>
              <button
                type="button"
                aria-label={text.remove(chip.label)}
                onClick={() => props.onRemove(chip)}
              >
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.box}>
        <input
          ref={inputRef}
          id={id}
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-label={text.conditions}
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : problemId(id)}
          aria-keyshortcuts="/"
          placeholder={chips.length === 0 ? text.howToWrite : text.addCondition}
          value={typed}
          onChange={(event) => {
            onType(event.target.value);
            setCaret(event.target.selectionStart ?? event.target.value.length);
            show(true);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onClick={() => show(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <ul
          id={`${id}-list`}
          role="listbox"
          aria-label={text.proposals}
          className={styles.list}
          hidden={!isOpen}
          // Keeps the focus in the field, so that a click on an option is not a blur first.
          onMouseDown={(event) => event.preventDefault()}
        >
          {isOpen &&
            options.map((option, index) => (
              <li
                key={`${option.label} ${option.detail}`}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                onClick={() => choose(option)}
              >
                <span>{option.label}</span>
                <span className={styles.detail}>{option.detail}</span>
              </li>
            ))}
        </ul>
      </div>
      {problem !== undefined && (
        <p id={problemId(id)} className={styles.problem}>
          {/* What the parser says of TraceQL is English, as the service's words are. */}
          {problem === place?.message ? <FromService>{problem}</FromService> : problem}
          {place !== undefined && (
            <code className={styles.place}>
              {place.before}
              <mark>{place.wrong === "" ? " " : place.wrong}</mark>
              {place.after}
            </code>
          )}
        </p>
      )}
    </div>
  );
}
