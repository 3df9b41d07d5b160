/** What zod found first in a file, as words that go on after a colon. Invariant: the path to the value is always named. */
import type { z } from "zod";

export function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "not as expected";
  const path = issue.path.join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
