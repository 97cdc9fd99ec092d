/** One thing that was looked at. */
export interface Finding {
  readonly subject: string;
  readonly isGood: boolean;
  readonly what: string;
  /** What to do, where something is wrong. */
  readonly fix?: string;
}

export function good(subject: string, what: string): Finding {
  return { subject, isGood: true, what };
}

export function bad(subject: string, what: string, fix: string): Finding {
  return { subject, isGood: false, what, fix };
}
