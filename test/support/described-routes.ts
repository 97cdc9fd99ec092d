/** The routes of the query service as its own description at /api/docs has them: what tests of every route ask. */

export interface DescribedParameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required?: boolean;
  readonly schema: { readonly type?: unknown };
  readonly example: string | number | boolean | readonly [string];
}

interface Content {
  readonly [type: string]: { readonly schema: object };
}

export interface DescribedRoute {
  /** `GET /api/traces/{traceID}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  /** Whether it takes a body. */
  readonly hasBody: boolean;
  /** By status. */
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** What is described, and the schemas that answers refer to. */
export interface DescribedApi {
  readonly routes: readonly DescribedRoute[];
  readonly components: object;
}

interface Operation extends Pick<DescribedRoute, "responses"> {
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: object;
}

/** Asks the service at `url` for its description. */
export async function describedApi(url: string): Promise<DescribedApi> {
  const document = (await (await fetch(`${url}/api/docs/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: object;
  };
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, operation]) => ({
      ...{ name: `${verb.toUpperCase()} ${path}`, method: verb.toUpperCase(), path },
      ...{ parameters: operation.parameters ?? [], responses: operation.responses },
      hasBody: operation.requestBody !== undefined,
    })),
  );
  return { routes, components: document.components };
}

/** The value that the description shows for a parameter, escaped. */
export function exampleText({ example }: DescribedParameter): string {
  return encodeURIComponent(String(Array.isArray(example) ? example[0] : example));
}

/**
 * What is asked of a route when some parameters have the given texts, which are put into the URL as they are, and
 * the others that it cannot do without those of the description.
 */
export function targetOf(
  { path, parameters }: DescribedRoute,
  given: Readonly<Record<string, string>> = {},
): string {
  let target = path;
  const query: string[] = [];
  for (const parameter of parameters) {
    const { name, in: where, required } = parameter;
    const text = Object.hasOwn(given, name) ? given[name]! : undefined;
    if (where === "path")
      target = target.replace(`{${name}}`, () => text ?? exampleText(parameter));
    else if (text !== undefined || required === true)
      query.push(`${encodeURIComponent(name)}=${text ?? exampleText(parameter)}`);
  }
  return query.length === 0 ? target : `${target}?${query.join("&")}`;
}
