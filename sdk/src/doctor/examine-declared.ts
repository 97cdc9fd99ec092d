import { createConfigFactory } from "@opentelemetry/configuration";
import { type Environment, withEnvironment } from "../host-process.ts";
import { remoteDeclaration } from "../sampler/declared-sampler.ts";
import { bad, type Finding, good } from "./finding.ts";

/**
 * Looks at a file of declarative configuration as OpenTelemetry does. Where its spans go is not asked: exporters may be any.
 *
 * @param environment what is in effect, with `OTEL_CONFIG_FILE`
 */
export function examineDeclared(environment: Environment): readonly Finding[] {
  const file = environment["OTEL_CONFIG_FILE"] ?? "";
  try {
    const { disabled, tracer_provider: tracing } = withEnvironment(environment, () =>
      createConfigFactory().getConfigModel(),
    );
    if (disabled === true) {
      return [
        bad("configuration file", `${file} says disabled`, "remove `disabled: true` from it"),
      ];
    }
    if (tracing === undefined) {
      return [
        bad("configuration file", `${file} asks for no traces`, "add a tracer_provider to it"),
      ];
    }
    const exporters = tracing.processors.flatMap((processor) =>
      Object.values(processor as Readonly<Record<string, { readonly exporter?: object } | null>>),
    );
    const names = exporters.flatMap((processor) => Object.keys(processor?.exporter ?? {}));
    const [sampler = "parent_based"] = Object.keys(tracing.sampler ?? {});
    const remote = remoteDeclaration(tracing.sampler);
    return [
      good("configuration file", `${file} says everything; options and variables say nothing`),
      good("collector", `is what the file says (${names.join(", ")}), and was not asked`),
      good("sampler", remote === undefined ? sampler : `asks ${remote.endpoint}`),
    ];
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
    const fix = "correct the file, or unset OTEL_CONFIG_FILE";
    return [bad("configuration file", `${file} cannot be used: ${why}`, fix)];
  }
}
