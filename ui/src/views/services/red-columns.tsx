import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { changeText, formatLatency, formatRate, formatRatio } from "../../logic/range-params.ts";
import type { RedFigures, RedLines, RedRow } from "../../logic/red-rows.ts";
import { text } from "../../texts/services.tsx";
import { Sparkline } from "../../widgets/Sparkline.tsx";
import type { TableColumn } from "../../widgets/SortTable.tsx";
import { Figure } from "../../widgets/Figure.tsx";

interface RedColumnsOptions {
  readonly lines: ReadonlyMap<string, RedLines> | undefined;
  readonly nameLabel: string;
  readonly name: (row: RedRow) => ReactNode;
}

/** The columns of a table of services or operations: each number with the line it is the sum of. */
export function redColumns({
  lines,
  nameLabel,
  name,
}: RedColumnsOptions): readonly TableColumn<RedRow>[] {
  const figure = (
    key: keyof RedFigures,
    label: string,
    format: (value: number) => string,
    spark?: (of: RedLines) => readonly (number | null)[],
  ): TableColumn<RedRow> => ({
    key,
    label,
    numeric: true,
    value: ({ now }) => now[key],
    cell: (row) => {
      const value = row.now[key];
      const of = lines?.get(row.name);
      const bad = key === "errorRatio" && row.now.errorRatio > 0;
      return (
        <Figure
          text={value === null ? "–" : format(value)}
          change={row.earlier === undefined ? "" : changeText(value, row.earlier[key])}
          bad={bad}
        >
          {spark !== undefined && lines !== undefined && (
            <Sparkline values={of && spark(of)} {...(bad ? { tone: "error" as const } : {})} />
          )}
        </Figure>
      );
    },
  });
  return [
    { key: "name", label: nameLabel, value: (row) => row.name, cell: name },
    figure("perSecond", text.rate, formatRate, (of) => of.perSecond),
    figure("errorRatio", text.errors, formatRatio, (of) => of.errorRatio),
    figure("p50Us", "p50", formatLatency),
    figure("p95Us", "p95", formatLatency, (of) => of.quantilesUs[0]!),
    figure("p99Us", "p99", formatLatency),
    { key: "slowest", label: text.traces, cell: exemplarLinks },
  ];
}

function exemplarLinks({ total: { exemplar, errorExemplar } }: RedRow): ReactNode {
  return (
    <>
      {exemplar !== undefined && (
        <Link
          to="/trace/$traceId"
          params={{ traceId: exemplar.traceId }}
          search={{ span: exemplar.spanId }}
        >
          {text.slowestTrace}
        </Link>
      )}
      {errorExemplar !== undefined && (
        <>
          {" · "}
          <Link
            to="/trace/$traceId"
            params={{ traceId: errorExemplar.traceId }}
            search={{ span: errorExemplar.spanId }}
          >
            {text.failedTrace}
          </Link>
        </>
      )}
    </>
  );
}
