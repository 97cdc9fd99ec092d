import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createRequire } from "node:module";
import type * as fastifyOtel from "@fastify/otel";
import { complain } from "./complaint.ts";

/** Where fastify says that an instance has been made. */
const CHANNEL = "fastify.initialization";

type Plugin = ReturnType<fastifyOtel.FastifyOtelInstrumentation["plugin"]>;

/** Loads the instrumentation when the first instance of fastify is made, because most programs make none. */
export function instrumentFastifyWhenUsed(configuration: object): void {
  const load = (message: unknown): void => {
    unsubscribe(CHANNEL, load);
    try {
      const require = createRequire(import.meta.filename);
      const { FastifyOtelInstrumentation: Instrumentation } =
        require("@fastify/otel") as typeof fastifyOtel;
      // It listens for the instances that come from now on; this one it has missed.
      const instrumentation = new Instrumentation(configuration);
      const { fastify } = message as { fastify: Parameters<Plugin>[0] };
      instrumentation.plugin()(fastify, {}, () => undefined);
    } catch (error) {
      complain(`fastify is not traced: ${String(error)}`);
    }
  };
  subscribe(CHANNEL, load);
}
