import { z } from "zod";
import { portSchema, tlsSchema } from "./door-settings.ts";

/** What clients are told to sample: the doors they ask at, and where the answers come from. */

const probabilitySchema = z.number().min(0).max(1);

/** Probabilities computed from what is stored; see docs/operating/sampling.md. */
export const adaptiveSamplingSchema = z.strictObject({
  enabled: z.boolean().default(false),
  /** Wanted for each operation of each service. */
  targetTracesPerSecond: z.number().positive().default(1),
  /** No operation gets less. */
  minProbability: z.number().positive().max(1).default(0.00001),
  /** Of operations that nothing is known about yet, when the strategies file has no default. */
  initialProbability: probabilitySchema.default(0.001),
  /** Traces a second that each operation may have however small its probability; clients of Jaeger obey. */
  lowerBoundTracesPerSecond: z.number().min(0).default(0.0167),
  /** Share of the target by which the rate may be off before a probability in use is changed. */
  tolerance: z.number().min(0).max(1).default(0.3),
  /** Completed minutes that a probability is computed from. */
  windowMinutes: z.int().min(1).max(60).default(5),
  /** Minutes that spans have to arrive before their minute counts as completed. */
  delayMinutes: z.int().min(0).max(60).default(2),
});

export const samplingSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** `GET /sampling?service=…` */
  port: portSchema.default(5778),
  /** `SamplingManager/GetSamplingStrategy` */
  grpcPort: portSchema.default(5779),
  tls: tlsSchema.prefault({}),
  /** Path or http(s) URL of a file in Jaeger's format; "" for none. */
  strategiesFile: z.string().default(""),
  /** How often it is read again; 0 means never. */
  reloadIntervalMs: z.int().min(0).max(86_400_000).default(10_000),
  /** Of services that the file does not name, when it has no default. */
  defaultProbability: probabilitySchema.default(0.001),
  adaptive: adaptiveSamplingSchema.prefault({}),
});

export type SamplingConfig = z.infer<typeof samplingSchema>;
export type AdaptiveSamplingConfig = z.infer<typeof adaptiveSamplingSchema>;
