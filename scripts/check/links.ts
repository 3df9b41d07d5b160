/** Follows every relative link of the Markdown files in git: the file must be there, and so must the heading. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { execa } from "execa";
import { parseMarkdown } from "./markdown.ts";
import { type Outcome, root } from "./outcome.ts";

export async function checkLinks(): Promise<Outcome> {
  const files = await markdownFiles();
  const broken = files.flatMap((file) => brokenLinks(root, file));
  return {
    passed: files.length > 0 && broken.length === 0,
    summary: `${files.length} Markdown files, ${broken.length} broken links`,
    report: broken.join("\n"),
  };
}

/** One line for every link of `file` (a path from `folder`) that leads nowhere. Links with a scheme are not followed. */
export function brokenLinks(folder: string, file: string): string[] {
  const path = join(folder, file);
  return parseMarkdown(readFileSync(path, "utf8")).links.flatMap(({ target, line }) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
    const [name = "", anchor] = decodeURIComponent(target).split("#", 2);
    const found = name === "" ? path : resolve(name.startsWith("/") ? folder : dirname(path), `./${name}`);
    if (relative(folder, found).startsWith(".."))
      return [`${file}:${line}: ${target} leads out of the project`];
    if (!existsSync(found)) return [`${file}:${line}: ${target} does not exist`];
    if (anchor === undefined || !found.endsWith(".md") || statSync(found).isDirectory()) return [];
    if (parseMarkdown(readFileSync(found, "utf8")).anchors.has(anchor)) return [];
    return [`${file}:${line}: ${target} names no heading`];
  });
}

/** The Markdown files that git knows or would add, so one is checked before it is committed too. */
async function markdownFiles(): Promise<string[]> {
  const { stdout } = await execa("git", ["ls-files", "-co", "--exclude-standard", "--", "*.md"], {
    cwd: root,
  });
  return stdout.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));
}
