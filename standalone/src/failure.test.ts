import { CodedError } from "@spanhouse/base";
import { expect, it } from "vitest";
import { describeFailure } from "./failure.ts";

it("describes what can be expected in one line with code and page, without a stack", () => {
  expect(describeFailure(new CodedError("START_PORT_IN_USE", "Port 1 is taken."))).toEqual({
    text: "spanhouse: Port 1 is taken. [START_PORT_IN_USE, see docs/errors/START_PORT_IN_USE.md]",
    exitCode: 3,
  });
});

it("shows the stack of what nobody expected", () => {
  const { text, exitCode } = describeFailure(new TypeError("oops"));
  expect(text).toMatch(/^spanhouse: unexpected error\nTypeError: oops\n {4}at /);
  expect(exitCode).toBe(1);
});
