import { Agent, request } from "node:http";
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { DescribedApi, DescribedRoute } from "./described-routes.ts";

/** Asks whatever it is told to, many at a time, and holds each answer to the description of the API. */

export interface HostileRequest {
  readonly route: DescribedRoute;
  /** As it stands in the request line. */
  readonly target: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HostileAnswer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** More than the service's own lanes, fewer than it refuses. */
const AT_ONCE = 12;
const SHOWN_CHARS = 160;

const NO_PATH =
  /^(404 page not found|'.*' (is not a valid url component|is exceeding the max param length))\n$/s;

export class HostileClient {
  readonly #host: { readonly hostname: string; readonly port: string };
  readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  readonly #components: object;
  readonly #attacked = new Set<string>();
  readonly #validators = new Map<string, ValidateFunction>();
  // The document itself is checked elsewhere.
  readonly #ajv = new Ajv2020({ strict: false, validateSchema: false });

  constructor(url: string, { components }: DescribedApi) {
    const { hostname, port } = new URL(url);
    this.#host = { hostname, port };
    this.#components = components;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Names of the routes that have been attacked. */
  get attacked(): ReadonlySet<string> {
    return this.#attacked;
  }

  ask({ route, target, body, headers = {} }: HostileRequest): Promise<HostileAnswer> {
    return new Promise((resolve, reject) => {
      const options = { ...this.#host, agent: this.#agent, path: target, method: route.method };
      const sent = request({ ...options, headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on("data", (piece: Buffer) => pieces.push(piece));
        answer.on("error", reject);
        answer.on("end", () => {
          resolve({
            status: answer.statusCode ?? 0,
            type: (answer.headers["content-type"] ?? "").split(";")[0]!,
            retryAfter: answer.headers["retry-after"],
            text: Buffer.concat(pieces).toString(),
          });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  /** Asks all of them, and says what is wrong with the answers and how many there were of each status. */
  async attack(requests: Iterable<HostileRequest>): Promise<{
    readonly problems: readonly string[];
    readonly statuses: ReadonlyMap<number, number>;
  }> {
    const problems: string[] = [];
    const statuses = new Map<number, number>();
    const queue = requests[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (let next = queue.next(); next.done !== true; next = queue.next()) {
        const subject = `${next.value.route.method} ${next.value.target.slice(0, SHOWN_CHARS)}`;
        try {
          this.#attacked.add(next.value.route.name);
          const answer = await this.ask(next.value);
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          const problem = this.#problemOf(next.value.route, answer);
          if (problem !== undefined) {
            problems.push(
              `${subject}: ${answer.status} ${problem}: ${answer.text.slice(0, SHOWN_CHARS)}`,
            );
          }
        } catch (error) {
          problems.push(`${subject}: ${String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { problems, statuses };
  }

  /** Undefined when the answer is one that the description has. */
  #problemOf(route: DescribedRoute, answer: HostileAnswer): string | undefined {
    const { status, type, retryAfter, text } = answer;
    if (status === 503 && retryAfter === undefined) return "without retry-after";
    if (status >= 500 && status !== 503) return "is a failure";
    // What is no path of the API any more is answered before there is a route.
    if (type === "text/plain" && NO_PATH.test(text)) {
      return route.path.includes("{") ? undefined : "does not reach its route";
    }
    const described = route.responses[String(status)];
    if (described === undefined) return "is not described";
    const content = Object.entries(described.content ?? {});
    if (content.length === 0) return undefined;
    const [expected, { schema }] = content[0]!;
    if (type !== expected) return `is ${type}, not ${expected}`;
    // Answers that are right are held to their schemas elsewhere.
    if (status < 400) return expected === "application/json" ? jsonProblem(text) : undefined;
    const validate = this.#validatorOf(schema);
    return jsonProblem(text) ?? (validate(JSON.parse(text)) ? undefined : "has another body");
  }

  #validatorOf(schema: AnySchemaObject): ValidateFunction {
    const key = JSON.stringify(schema);
    let validate = this.#validators.get(key);
    if (validate === undefined) {
      validate = this.#ajv.compile({ ...schema, components: this.#components });
      this.#validators.set(key, validate);
    }
    return validate;
  }
}

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return "is no JSON";
  }
}
