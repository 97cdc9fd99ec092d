import { html, prose, type Html } from "./html.ts";
import {
  GROUPS,
  type AnswerDescription,
  type GroupName,
  type ParameterDescription,
  type RouteDescription,
} from "./route-description.ts";
import type { Schema } from "./schema.ts";
import { operationId } from "./to-openapi.ts";

const NONE = html``;

/** The description as a page: no scripts, no styles of its own, so that the strictest policy lets it be. */
export function toPage(
  routes: readonly RouteDescription[],
  schemas: Readonly<Record<string, Schema>>,
): string {
  const groups = (Object.keys(GROUPS) as GroupName[]).map(
    (name) => [name, routes.filter(({ group }) => group === name)] as const,
  );
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>API of Spanhouse</title>
        <link rel="stylesheet" href="/api/docs/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the routes</a>
        <header>
          <h1>API of Spanhouse</h1>
          <p>
            <a href="/api/docs/openapi.json">OpenAPI 3.1 document</a>
            <a href="/">Search traces</a>
          </p>
        </header>
        <nav aria-label="Routes">
          ${groups.map(([name, own]) => navigation(name, own))} ${schemaNavigation(schemas)}
        </nav>
        <main id="content">
          ${groups.map(([name, own]) => section(name, own))} ${schemaSection(schemas)}
        </main>
      </body>
    </html> `;
  return page.text.replaceAll(/\n\s+/g, "\n");
}

function navigation(name: GroupName, routes: readonly RouteDescription[]): Html {
  if (routes.length === 0) return NONE;
  return html`<h2>${name}</h2>
    <ul>
      ${routes.map((route) => html`<li><a href="#${operationId(route)}">${route.path}</a></li>`)}
    </ul>`;
}

function schemaNavigation(schemas: Readonly<Record<string, Schema>>): Html {
  return html`<details>
    <summary>Bodies</summary>
    <ul>
      ${Object.keys(schemas).map((name) => html`<li><a href="#${name}">${name}</a></li>`)}
    </ul>
  </details>`;
}

function section(name: GroupName, routes: readonly RouteDescription[]): Html {
  if (routes.length === 0) return NONE;
  return html`<section>
    <h2>${name}</h2>
    <p>${prose(GROUPS[name])}</p>
    ${routes.map(article)}
  </section>`;
}

function article(route: RouteDescription): Html {
  const { method, path, summary, description, parameters, body, answers } = route;
  return html`<article id="${operationId(route)}">
    <h3><span class="method">${method}</span> <code>${path}</code></h3>
    <p class="summary">${prose(summary)}</p>
    ${(description ?? "")
      .split("\n\n")
      .filter(Boolean)
      .map((text) => html`<p>${prose(text)}</p>`)}
    ${parameters.length === 0 ? NONE : parameterTable(parameters)}
    ${
      body === undefined
        ? NONE
        : html`<p>
            Body${body.required ? "" : ", optional"}: ${typeOf(body.schema)} as
            <code>${body.contentType}</code>
          </p>`
    }
    ${answerTable(answers)}
  </article>`;
}

function parameterTable(parameters: readonly ParameterDescription[]): Html {
  return html`<div class="table">
    <table>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${parameters.map(
          (parameter) =>
            html`<tr>
              <th scope="row"><code>${parameter.name}</code> ${notesOf(parameter)}</th>
              <td>${typeOf(parameter.schema)}</td>
              <td>
                ${prose(parameter.description)} ${boundsOf(parameter.schema)} For example
                <code>${parameter.example}</code>.
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function notesOf({ in: where, required, repeated }: ParameterDescription): Html {
  const notes = [
    ...(where === "path" ? ["in the path"] : required === true ? ["required"] : []),
    ...(repeated === true ? ["repeatable"] : []),
  ];
  return notes.length === 0 ? NONE : html`<small>${notes.join(", ")}</small>`;
}

function boundsOf({ default: preset, minimum, maximum, pattern }: Schema): Html {
  const bounds = { Default: preset, "At least": minimum, "At most": maximum, Pattern: pattern };
  return html`${Object.entries(bounds)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`${name} <code>${String(value)}</code>. `)}`;
}

function answerTable(answers: readonly AnswerDescription[]): Html {
  return html`<div class="table">
    <table>
      <thead>
        <tr>
          <th scope="col">Answer</th>
          <th scope="col">Body</th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        ${answers.map(
          ({ status, description, body }) =>
            html`<tr>
              <th scope="row">${status}</th>
              <td>
                ${body === undefined ? NONE : html`${typeOf(body.schema)} <small>${body.contentType}</small>`}
              </td>
              <td>${prose(description)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function schemaSection(schemas: Readonly<Record<string, Schema>>): Html {
  return html`<section>
    <h2>Bodies</h2>
    ${Object.entries(schemas).map(
      ([name, schema]) =>
        html`<article id="${name}">
          <h3><code>${name}</code></h3>
          ${propertiesOf(schema)}
        </article>`,
    )}
  </section>`;
}

function propertiesOf(schema: Schema): Html {
  const { description, properties, required } = schema as {
    readonly description?: string;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
  };
  const about = description === undefined ? NONE : html`<p>${prose(description)}</p>`;
  if (properties === undefined)
    return html`${about}
      <p>${typeOf(schema)}</p>`;
  return html`${about}
    <div class="table">
      <table>
        <tbody>
          ${Object.entries(properties).map(
            ([name, property]) =>
              html`<tr>
                <th scope="row">
                  <code>${name}</code>
                  ${required?.includes(name) === true ? NONE : html`<small>may be missing</small>`}
                </th>
                <td>${typeOf(property)}</td>
                <td>${prose((property as { readonly description?: string }).description ?? "")}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** `list of OwnAttribute`, with links to what has a name. */
function typeOf(schema: Schema): Html {
  const {
    $ref,
    type,
    items,
    enum: values,
    anyOf,
    properties,
    additionalProperties,
  } = schema as {
    readonly $ref?: string;
    readonly type?: string;
    readonly items?: Schema;
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly anyOf?: readonly Schema[];
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly additionalProperties?: Schema;
  };
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1)!;
    return html`<a href="#${name}">${name}</a>`;
  }
  if (values !== undefined)
    return joined(
      values.map((value) => constant(value)),
      " or ",
    );
  if ("const" in schema) return constant(schema["const"]);
  if (anyOf !== undefined) return joined(anyOf.map(typeOf), " or ");
  if (items !== undefined) return html`list of ${typeOf(items)}`;
  if (properties !== undefined) {
    const members = Object.entries(properties).map(
      ([name, property]) => html`<code>${name}</code>: ${typeOf(property)}`,
    );
    return html`{ ${joined(members, ", ")} }`;
  }
  if (additionalProperties !== undefined) return html`object of ${typeOf(additionalProperties)}`;
  return html`${type ?? "anything"}`;
}

function constant(value: unknown): Html {
  return html`<code>${JSON.stringify(value)}</code>`;
}

function joined(pieces: readonly Html[], between: string): Html {
  return html`${pieces.map((piece, i) => (i === 0 ? piece : html`${between}${piece}`))}`;
}
