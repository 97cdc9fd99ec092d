/** Where the files are that the demo starts. */
export interface Places {
  /** The checkout. */
  readonly root: string;
  /** The built services, and leash.cjs. */
  readonly dist: string;
  /** The sources of the services: what they read at run time is there. */
  readonly services: string;
}
