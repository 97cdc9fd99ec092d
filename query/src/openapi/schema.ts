/** JSON Schemas as OpenAPI 3.1 has them, and short ways to write the few kinds that answers are made of. */
export type Schema = Readonly<Record<string, unknown>>;

function described(schema: Schema, description: string | undefined): Schema {
  return description === undefined ? schema : { ...schema, description };
}

export function text(description?: string, more: Schema = {}): Schema {
  return described({ type: "string", ...more }, description);
}

export function oneOf(values: readonly (string | number)[], description?: string): Schema {
  return described({ enum: values }, description);
}

export function integer(description?: string, more: Schema = {}): Schema {
  return described({ type: "integer", ...more }, description);
}

export function number(description?: string, more: Schema = {}): Schema {
  return described({ type: "number", ...more }, description);
}

export function flag(description?: string): Schema {
  return described({ type: "boolean" }, description);
}

export function list(items: Schema, description?: string): Schema {
  return described({ type: "array", items }, description);
}

/** Any names, one kind of value. */
export function map(values: Schema, description?: string): Schema {
  return described({ type: "object", additionalProperties: values }, description);
}

/** All properties are required, except those whose name ends in `?` here. */
export function object(properties: Readonly<Record<string, Schema>>, description?: string): Schema {
  const named = Object.entries(properties).map(
    ([name, schema]) => [name.replace(/\?$/, ""), schema, !name.endsWith("?")] as const,
  );
  const required = named.filter(([, , isRequired]) => isRequired).map(([name]) => name);
  return described(
    {
      type: "object",
      properties: Object.fromEntries(named.map(([name, schema]) => [name, schema])),
      ...(required.length === 0 ? {} : { required }),
    },
    description,
  );
}

/** Whatever follows one of these. */
export function anyOf(...schemas: readonly Schema[]): Schema {
  return { anyOf: schemas };
}

/** A schema of the document by its name. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

// What many answers have.

export const UNIX_NANO = text("Nanoseconds since 1970, as a decimal string.", {
  pattern: "^\\d+$",
});
export const TRACE_ID = text("32 hexadecimal digits.", { pattern: "^[0-9a-f]{32}$" });
export const SPAN_ID = text("16 hexadecimal digits.", { pattern: "^[0-9a-f]{16}$" });
