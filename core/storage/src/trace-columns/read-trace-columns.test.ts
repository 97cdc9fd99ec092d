import { expect, it } from "vitest";
import { pageColumnsQuery } from "./read-trace-columns.ts";

const NOTHING = {
  eventCounts: false,
  eventTimes: false,
  linkCounts: false,
  links: false,
  content: false,
};
const SOURCE = {
  from: "`spanhouse`.`spans`",
  condition: "(time_bucket, trace_id) IN ((5, unhex('00112233445566778899aabbccddeeff')))",
  spanCount: 9,
};

it("asks for few columns, and for everything only of spans whose id is repeated", () => {
  const everything = {
    ...NOTHING,
    eventCounts: true,
    eventTimes: true,
    linkCounts: true,
    links: true,
  };
  expect([
    pageColumnsQuery(SOURCE, { tenant: "", spansMax: 10, wanted: NOTHING }),
    pageColumnsQuery(SOURCE, { tenant: "", spansMax: 5, wanted: everything }),
    pageColumnsQuery(SOURCE, {
      ...{ tenant: "", spansMax: 10, wanted: { ...NOTHING, content: true } },
      only: ["00000000000000aa"],
    }),
    pageColumnsQuery(
      { ...SOURCE, from: "t", condition: "c" },
      { tenant: "", spansMax: 10, wanted: NOTHING, only: "repeated" },
    ),
  ]).toMatchSnapshot();
});
