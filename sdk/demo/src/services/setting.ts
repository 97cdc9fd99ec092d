/** A variable that the demo gives to a service; throws when it is missing, so that a service never half works. */
export function setting(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`the variable ${name} is not set`);
  return value;
}
