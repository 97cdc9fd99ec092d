import { expect, it } from "vitest";
import { nameBreaches } from "./file-names.ts";

it.each([
  "core/model/src/span-appender.ts",
  "ui/src/views/TraceView.tsx",
  "ui/src/views/TraceView.css",
  "docs/errors/INTERNAL.md",
  "README.md",
  ".ci/run",
  "standalone/src/config/load-config.test.ts",
])("accepts %s", (path) => expect(nameBreaches([path])).toEqual([]));

it.each([
  "core/model/src/utils.ts",
  "query/src/helpers.test.ts",
  "core/common/src/a.ts",
  "core/model/src/spanAppender.ts",
  "core/model/src/Span.ts",
  "core/model/src/span_kind.ts",
  "query/src/Assemble/a.ts",
])("refuses %s", (path) => expect(nameBreaches([path])).toHaveLength(1));
