/** Tokens that a text is cut at before anything else happens to it. Invariant: the parts in order make up the whole text. */

/** A stretch of ordinary text, or a token that stands in the text as written. */
export type Part = string | number;

/** Cuts at the leftmost of the given texts, the longest first where several begin at one place. */
export function wholeTokenSplitter(tokens: ReadonlyMap<string, number>): (text: string) => Part[] {
  const texts = [...tokens.keys()].filter((text) => text !== "").sort((a, b) => b.length - a.length);
  if (texts.length === 0) return (text) => (text === "" ? [] : [text]);
  const pattern = new RegExp(`(${texts.map(escaped).join("|")})`, "u");
  // Every second part of a split by a group is what the group matched.
  return (text) =>
    text
      .split(pattern)
      .map((part, at) => (at % 2 === 1 ? (tokens.get(part) as number) : part))
      .filter((part) => part !== "");
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
