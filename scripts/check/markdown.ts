/**
 * Reads what the checks need from Markdown: headings, links and fenced code. Fenced code and code spans never count as
 * headings or links.
 */

export interface CodeBlock {
  /** The words after the opening fence, such as `ts`; empty when there are none. */
  readonly language: string;
  readonly text: string;
  /** One-based line of the opening fence. */
  readonly line: number;
}

export interface Link {
  readonly target: string;
  /** One-based. */
  readonly line: number;
}

export interface MarkdownDocument {
  /** The names by which `#anchor` links reach a place in the document, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly Link[];
  readonly code: readonly CodeBlock[];
}

export function parseMarkdown(markdown: string): MarkdownDocument {
  const anchors = new Set<string>();
  const links: Link[] = [];
  const code: CodeBlock[] = [];
  let fence: { mark: string; language: string; line: number; lines: string[] } | undefined;

  for (const [index, text] of markdown.split("\n").entries()) {
    const line = index + 1;
    const opening = /^ {0,3}(`{3,}|~{3,})\s*(.*)$/.exec(text);
    if (fence) {
      if (opening?.[1]?.startsWith(fence.mark) && opening[2] === "") {
        code.push({ language: fence.language, text: `${fence.lines.join("\n")}\n`, line: fence.line });
        fence = undefined;
      } else {
        fence.lines.push(text);
      }
      continue;
    }
    if (opening) {
      fence = { mark: opening[1] ?? "", language: (opening[2] ?? "").trim(), line, lines: [] };
      continue;
    }
    const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(text);
    if (heading) anchors.add(freeAnchor(anchorOf(heading[1] ?? ""), anchors));
    for (const [, name] of text.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) anchors.add(name ?? "");
    for (const target of linkTargets(text.replace(/`[^`]*`/g, ""))) links.push({ target, line });
  }
  return { anchors, links, code };
}

/** GitHub's rule: lower case, punctuation dropped, spaces to hyphens. Links in a heading count with their text. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, "")
    .replaceAll(" ", "-");
}

/** The second heading of one name is reached as `name-1`. */
function freeAnchor(anchor: string, taken: ReadonlySet<string>): string {
  if (!taken.has(anchor)) return anchor;
  let suffix = 1;
  while (taken.has(`${anchor}-${suffix}`)) suffix += 1;
  return `${anchor}-${suffix}`;
}

function* linkTargets(text: string): Generator<string> {
  for (const [, target] of text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)) yield target ?? "";
  const definition = /^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s+"[^"]*")?\s*$/.exec(text);
  if (definition?.[1]) yield definition[1];
  for (const [, target] of text.matchAll(/<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"/g)) yield target ?? "";
}
