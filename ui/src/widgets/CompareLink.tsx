import { Link, useNavigate } from "@tanstack/react-router";
import { TYPICAL } from "../logic/compare-params.ts";
import { text } from "../texts/widgets.ts";
import styles from "./CompareLink.module.css";
import { useCommands } from "./use-commands.ts";

/** The way from a trace to its comparison with what is typical of its operation. */
export function CompareLink({ traceId }: { readonly traceId: string }) {
  const navigate = useNavigate();
  const search = { a: traceId, b: TYPICAL };
  useCommands({
    title: text.comparison,
    commands: [
      {
        name: text.compareWithTypical,
        key: "v",
        run: () => void navigate({ to: "/compare", search }),
      },
    ],
  });
  return (
    <Link className={styles.link} to="/compare" search={search}>
      {text.compare}
    </Link>
  );
}
