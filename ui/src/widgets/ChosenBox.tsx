import { Fragment, type ReactNode } from "react";
import type { ServiceColour } from "../logic/service-colours.ts";
import { text } from "../texts/widgets.ts";
import styles from "./ChosenBox.module.css";
import { ServiceChip } from "./ServiceChip.tsx";

interface ChosenBoxProps {
  readonly service: string;
  readonly operation: string;
  readonly colour: ServiceColour | undefined;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly onWiden: () => void;
  /** What else can be done with it. */
  readonly children: ReactNode;
}

/** The chosen box of a flame graph of paths, in figures. */
export function ChosenBox(props: ChosenBoxProps) {
  const { service, operation, colour, facts, onWiden, children } = props;
  return (
    <section className={styles.facts} aria-label={text.chosenPath}>
      <p className={styles.name}>
        <ServiceChip name={service} colour={colour} /> {operation}
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <div className={styles.actions}>
        <button type="button" onClick={onWiden}>
          {text.widen}
        </button>
        {children}
      </div>
    </section>
  );
}
