import { expect, it } from "vitest";
import { keysQuery, operationsQuery, servicesQuery, valuesQuery } from "./completion-sql.ts";

it("asks what was reviewed", () => {
  const layout = { database: "spanhouse", cluster: "" };
  const question = { tenant: "t", prefix: "a", limit: 10 };
  expect([
    keysQuery(layout, question),
    valuesQuery(layout, { ...question, key: "k", levels: ["span", "event"] }),
    servicesQuery(layout, question),
    operationsQuery(layout, { ...question, service: "cart" }),
  ]).toMatchSnapshot();
});
