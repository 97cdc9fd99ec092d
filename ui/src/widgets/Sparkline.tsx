import styles from "./Sparkline.module.css";

const WIDTH = 96;
const HEIGHT = 22;

interface SparklineProps {
  readonly values: readonly (number | null)[] | undefined;
  readonly tone?: "error";
}

/** A small line without an axis, from 0 to its highest value. It repeats what a number beside it says. */
export function Sparkline({ values, tone }: SparklineProps) {
  const highest = Math.max(0, ...(values ?? []).map((value) => value ?? 0));
  return (
    <svg
      className={styles.line}
      data-tone={tone}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} className={styles.ground} />
      {highest > 0 && <path d={linePath(values!, highest)} className={styles.value} />}
    </svg>
  );
}

function linePath(values: readonly (number | null)[], highest: number): string {
  const stepWidth = WIDTH / Math.max(1, values.length - 1);
  let path = "";
  let gap = true;
  values.forEach((value, at) => {
    if (value !== null) {
      const y = HEIGHT - 1 - (value / highest) * (HEIGHT - 3);
      path += `${gap ? "M" : "L"}${(at * stepWidth).toFixed(1)} ${y.toFixed(1)}`;
      // A moment between two gaps is a dot and not nothing.
      if (gap) path += "h.1";
    }
    gap = value === null;
  });
  return path;
}
