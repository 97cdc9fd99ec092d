import { type KeyboardEvent, useId, useState } from "react";
import styles from "./Combobox.module.css";
import { Field } from "./Field.tsx";

/** More options than this are not drawn: typing narrows them down. */
const OPTIONS_DRAWN_MAX = 200;

interface ComboboxProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly placeholder: string;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

/** A text field with a list of proposals (WAI-ARIA combobox). Other texts than the proposed are allowed. */
export function Combobox({
  label,
  value,
  options,
  placeholder,
  disabled,
  onChange,
}: ComboboxProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const shown = matching(options, value);

  const show = () => {
    setOpen(true);
    setActive(-1);
  };
  const choose = (option: string) => {
    onChange(option);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && shown.length > 0) {
      event.preventDefault();
      setOpen(true);
      const next = open ? active + step : step > 0 ? 0 : shown.length - 1;
      const index = (next + shown.length) % shown.length;
      setActive(index);
      document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && open && shown[active] !== undefined) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      setOpen(false);
    }
  };

  return (
    <Field label={label} htmlFor={id}>
      <div className={styles.box}>
        <input
          id={id}
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-expanded={open && shown.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
          placeholder={placeholder}
          disabled={disabled}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
            show();
          }}
          onClick={show}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <ul
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          className={styles.list}
          hidden={!open || shown.length === 0}
          // Keeps the focus in the field, so that a click on an option is not a blur first.
          onMouseDown={(event) => event.preventDefault()}
        >
          {open &&
            shown.map((option, index) => (
              <li
                key={option}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                onClick={() => choose(option)}
              >
                {option}
              </li>
            ))}
        </ul>
      </div>
    </Field>
  );
}

/** Options with the text in them; all of them while the text is one of them, as after choosing it. */
function matching(options: readonly string[], text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  const found =
    wanted === "" || options.includes(text)
      ? options
      : options.filter((option) => option.toLowerCase().includes(wanted));
  return found.slice(0, OPTIONS_DRAWN_MAX);
}
