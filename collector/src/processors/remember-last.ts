/**
 * A function that remembers its last answer: what belongs to many spans in a row (their resource, their
 * scope) is worked on once, and the spans go on sharing one object.
 */
export function rememberLast<T extends object>(change: (value: T) => T): (value: T) => T {
  let last: T | undefined;
  let answer: T | undefined;
  return (value) => {
    if (value !== last || answer === undefined) {
      last = value;
      answer = change(value);
    }
    return answer;
  };
}
