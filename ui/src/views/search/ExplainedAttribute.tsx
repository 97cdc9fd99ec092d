import type { OwnComparedAttribute, OwnComparedValue } from "@spanhouse/model";
import { comparedCondition, comparedName, shareText } from "../../logic/compared-attribute.ts";
import { describeCondition, type SearchCondition } from "../../logic/search-conditions.ts";
import { text } from "../../texts/heatmap.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import styles from "./ExplainedAttribute.module.css";

/** Values that are shown of each attribute. */
const VALUES_SHOWN = 3;

interface ExplainedAttributeProps {
  readonly attribute: OwnComparedAttribute;
  readonly selectedCount: number;
  readonly otherCount: number;
  readonly onCondition: (condition: SearchCondition) => void;
}

/** An attribute that differs: its values, each with how often it is here and there. */
export function ExplainedAttribute(props: ExplainedAttributeProps) {
  const { attribute, selectedCount, otherCount, onCondition } = props;
  return (
    <li className={styles.attribute} data-attribute={attribute.key}>
      <h3>
        <span className={styles.key}>{attribute.key}</span>
        {attribute.level !== "field" && <span className={styles.level}>{attribute.level}</span>}
        <span className={styles.difference}>
          {text.differsBy(Math.round(attribute.difference * 100))}
        </span>
      </h3>
      <ul>
        {attribute.values.slice(0, VALUES_SHOWN).map((value) => (
          <li key={value.text} className={styles.value}>
            <span className={styles.text}>{comparedName(attribute, value.text)}</span>
            <Conditions attribute={attribute} value={value} onCondition={onCondition} />
            <Share who="selected" count={value.selectedCount} of={selectedCount} />
            <Share who="others" count={value.otherCount} of={otherCount} />
          </li>
        ))}
      </ul>
      {attribute.values.length > VALUES_SHOWN && (
        <p className={styles.more}>{text.andMoreValues(attribute.values.length - VALUES_SHOWN)}</p>
      )}
    </li>
  );
}

function Conditions({
  attribute,
  value,
  onCondition,
}: Pick<ExplainedAttributeProps, "attribute" | "onCondition"> & {
  readonly value: OwnComparedValue;
}) {
  const only = comparedCondition(attribute, value.text);
  if (only === undefined) return <span className={styles.text}>{text.cutValue}</span>;
  const without = { ...only, operator: "!=" } as const;
  return (
    <span className={styles.actions}>
      <IconButton
        label={text.onlySpansWith(describeCondition(only))}
        onClick={() => onCondition(only)}
      >
        <Icon name="plus" size={14} />
      </IconButton>
      <IconButton
        label={text.onlySpansWith(describeCondition(without))}
        onClick={() => onCondition(without)}
      >
        <Icon name="minus" size={14} />
      </IconButton>
    </span>
  );
}

function Share({
  who,
  count,
  of,
}: {
  readonly who: "selected" | "others";
  readonly count: number;
  readonly of: number;
}) {
  const share = shareText(count, of);
  return (
    <span className={styles.share} data-who={who}>
      <span className={styles.track}>
        <span className={styles.bar} style={{ width: `${of === 0 ? 0 : (count / of) * 100}%` }} />
      </span>
      <span className={styles.count}>
        {who === "selected" ? text.ofSelected(share, count) : text.ofOthers(share, count)}
      </span>
    </span>
  );
}
