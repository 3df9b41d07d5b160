/** Finds what JSON.parse hides: an object with the same name twice, of which it keeps the last. */

/** The first repeated name in any object of a text that JSON.parse has accepted; undefined when there is none. */
export function repeatedName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  // A string is a name when an object's `{` or `,` came before it.
  let nameExpected = false;
  for (const token of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    const text = token[0];
    if (text === "{" || text === "[") {
      open.push(text === "{" ? new Set() : undefined);
      nameExpected = text === "{";
    } else if (text === "}" || text === "]") {
      open.pop();
      nameExpected = false;
    } else if (text === ",") {
      nameExpected = open.at(-1) !== undefined;
    } else if (nameExpected) {
      const names = open.at(-1);
      const name = JSON.parse(text) as string;
      if (names?.has(name)) return name;
      names?.add(name);
      nameExpected = false;
    }
  }
  return undefined;
}
