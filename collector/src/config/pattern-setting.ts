import { z } from "zod";
import { Pattern } from "../processors/pattern/pattern.ts";

/** A regular expression in the subset of `processors/pattern`; what is wrong with it is the setting's problem. */
export const patternSchema = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const compiled = Pattern.compile([text]);
    if (!compiled.ok) context.addIssue({ code: "custom", message: compiled.error });
  });
