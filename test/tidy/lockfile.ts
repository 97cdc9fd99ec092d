/** The parts of package-lock.json that are looked at. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const REGISTRY = "https://registry.npmjs.org/";

/**
 * Optional dependencies without an entry. Packages with a native part name one dependency per platform; a
 * lockfile written on one machine can lose those of the others, and an install there then lacks them
 * without a word, or `npm ci` refuses the lockfile.
 */
export function missingOptionalParts({ packages }: Lockfile): readonly string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isFoundFrom(path, name, packages))
      .map((name) => `${path}: ${name} has no entry`),
  );
}

/** The way Node looks for a package: in the `node_modules` of each folder upwards. */
function isFoundFrom(path: string, name: string, packages: Lockfile["packages"]): boolean {
  const parts = path === "" ? [] : path.split("/");
  return [...parts.keys(), parts.length].some((length) => {
    const folder = parts.slice(0, length).join("/");
    return packages[`${folder}${folder === "" ? "" : "/"}node_modules/${name}`] !== undefined;
  });
}

/** Packages that would be fetched from anywhere but the public registry. */
export function oddSources({ packages }: Lockfile): readonly string[] {
  return Object.entries(packages)
    .filter(([, { resolved, link }]) => link !== true && resolved?.startsWith(REGISTRY) === false)
    .map(([path, { resolved }]) => `${path}: ${resolved ?? ""}`);
}
