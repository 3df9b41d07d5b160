/**
 * What `BITLOOM_SIM` confirmed in a test run: the lines of BITLOOM_SIM_LOG as one sentence. Plain Node, for test.mjs.
 */

/**
 * Counts the lines that src/harness/confirm/environment.ts wrote. `isEmpty` when nothing was confirmed: such a run has
 * proved nothing and has to fail.
 */
export function summarise(simulator, text) {
  const outcomes = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const confirmed = outcomes.filter((outcome) => outcome.skipped === undefined);
  const compared = confirmed.reduce((sum, outcome) => sum + outcome.compared, 0);
  const cut = confirmed.filter((outcome) => outcome.isCut).length;
  const reasons = new Map();
  for (const { skipped } of outcomes) if (skipped) reasons.set(skipped, (reasons.get(skipped) ?? 0) + 1);
  const parts = [
    `${confirmed.length} simulations confirmed in ${simulator}, ${compared} output values equal`,
    ...(cut === 0 ? [] : [`${cut} of them up to the limit of recorded steps`]),
    ...[...reasons].map(([reason, count]) => `${count} skipped (${reason})`),
  ];
  return { text: parts.join("; "), isEmpty: compared === 0 };
}
