/** What a value is, in words for messages. */

/** `undefined`, `null`, `an array`, `a plain object`, `a function`, or the kind and the value: `the number 5`. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "function") return "a function";
  if (typeof value !== "object") return `the ${typeof value} ${String(value)}`;
  if (value instanceof Promise) return "a promise";
  return value instanceof Map ? "a Map" : "a plain object";
}
