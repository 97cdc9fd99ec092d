import { expect, it } from "vitest";
import { HELP, parseArguments } from "./arguments.ts";

it("has defaults that are in its help", () => {
  expect(parseArguments([])).toEqual({
    help: false,
    seed: 1,
    rate: 5,
    durationSeconds: undefined,
    set: [],
  });
  for (const text of ["order (1)", "100 (5)", "(until Ctrl-C)"]) expect(HELP).toContain(text);
});

it("reads every option", () => {
  const args = ["--seed", "0", "--rate=0.5", "--duration", "30", "--set", "a=1", "--set", "b=2"];
  expect(parseArguments([...args, "--help"])).toEqual({
    help: true,
    seed: 0,
    rate: 0.5,
    durationSeconds: 30,
    set: ["a=1", "b=2"],
  });
});

it.each([
  [["--seed", "1.5"], /--seed is a whole number from 0 to 4294967295, not "1\.5"/],
  [["--seed", "-1"], /seed/],
  [["--rate", "0"], /--rate is a number from 0\.1 to 100, not "0"/],
  [["--rate", "fast"], /--rate/],
  [["--duration", "0"], /--duration is a number of seconds above 0, not "0"/],
  [["--duration", "Infinity"], /--duration/],
  [["--sed", "1"], /--sed/],
  [["now"], /now/],
])("refuses %j with a sentence", (args, sentence) => {
  expect(() => parseArguments(args)).toThrow(sentence);
});
