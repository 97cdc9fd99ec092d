/** The messages of `jaeger.api_v2.SamplingManager/GetSamplingStrategy`, of which the SDK needs no more than this. */

/** `SamplingStrategyParameters`: the service's name is field 1. */
export function encodeSamplingParameters(service: string): Uint8Array {
  const name = Buffer.from(service);
  return Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
}

/**
 * `SamplingStrategyResponse`, in the JSON that Jaeger answers with over HTTP.
 *
 * @throws RangeError for bytes that are no protobuf
 */
export function samplingJsonOf(response: Uint8Array): string {
  const answer: Record<string, unknown> = {};
  for (const { field, value } of fieldsOf(response)) {
    if (field === 1) answer["strategyType"] = value;
    if (!(value instanceof Uint8Array)) continue;
    if (field === 2) answer["probabilisticSampling"] = probabilistic(value);
    if (field === 3) answer["rateLimitingSampling"] = { maxTracesPerSecond: numberAt(value, 1) };
    if (field === 4) answer["operationSampling"] = operations(value);
  }
  return JSON.stringify(answer);
}

function probabilistic(message: Uint8Array): object {
  return { samplingRate: numberAt(message, 1) };
}

function operations(message: Uint8Array): object {
  return {
    defaultSamplingProbability: numberAt(message, 1),
    defaultLowerBoundTracesPerSecond: numberAt(message, 2),
    perOperationStrategies: messagesAt(message, 3).map((row) => ({
      operation: messagesAt(row, 1).map((name) => Buffer.from(name).toString())[0] ?? "",
      probabilisticSampling: probabilistic(messagesAt(row, 2)[0] ?? new Uint8Array()),
    })),
  };
}

/** The last one counts, as protobuf has it; 0 is not sent. */
function numberAt(message: Uint8Array, wanted: number): number {
  const values = fieldsOf(message).filter(({ field }) => field === wanted);
  const last = values.at(-1)?.value;
  return typeof last === "number" ? last : 0;
}

function messagesAt(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  return fieldsOf(message).flatMap(({ field, value }) =>
    field === wanted && value instanceof Uint8Array ? [value] : [],
  );
}

interface Field {
  readonly field: number;
  /** A varint or double, or what has a length. */
  readonly value: number | Uint8Array;
}

function fieldsOf(message: Uint8Array): readonly Field[] {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const skip = (bytes: number): number => {
    const start = at;
    at += bytes;
    if (at > message.length) throw new RangeError("the message ends too early");
    return start;
  };
  while (at < message.length) {
    const tag = readVarint();
    const field = Math.floor(tag / 8);
    const kind = tag % 8;
    if (kind === 0) fields.push({ field, value: readVarint() });
    else if (kind === 1) fields.push({ field, value: view.getFloat64(skip(8), true) });
    else if (kind === 5) skip(4);
    else if (kind === 2) {
      const length = readVarint();
      fields.push({ field, value: message.subarray(skip(length), at) });
    } else throw new RangeError(`there is no kind ${kind} of field`);
  }
  return fields;
}

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
