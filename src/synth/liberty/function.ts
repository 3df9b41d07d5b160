/** Boolean functions of Liberty pins. Invariant: a function is evaluated, never matched as text, so its spelling does not matter. */

/** Names in a function, sorted. */
export function variablesOf(text: string): string[] {
  const names = text.match(/[A-Za-z_][A-Za-z0-9_[\]]*/g) ?? [];
  return [...new Set(names)].sort();
}

/**
 * The function's value, or undefined where the text is no function. Precedence as Liberty has it: `!` and `'`, then `^`, then `*`, `&` and
 * a blank, then `+` and `|`.
 */
export function evaluateFunction(text: string, value: (name: string) => boolean): boolean | undefined {
  const tokens = text.match(/[A-Za-z_][A-Za-z0-9_[\]]*|[01]|[!'^*&+|()]|[^\s]/g) ?? [];
  let at = 0;
  let isBroken = false;
  const or = (): boolean => {
    let result = and();
    while (tokens[at] === "+" || tokens[at] === "|") {
      at++;
      const right = and();
      result = result || right;
    }
    return result;
  };
  const and = (): boolean => {
    let result = exclusive();
    for (;;) {
      const token = tokens[at];
      if (token === "*" || token === "&") at++;
      else if (token === undefined || !/^[A-Za-z_01!(]/.test(token)) return result;
      const right = exclusive();
      result = result && right;
    }
  };
  const exclusive = (): boolean => {
    let result = factor();
    while (tokens[at] === "^") {
      at++;
      const right = factor();
      result = result !== right;
    }
    return result;
  };
  const factor = (): boolean => {
    let result = primary();
    while (tokens[at] === "'") {
      at++;
      result = !result;
    }
    return result;
  };
  const primary = (): boolean => {
    const token = tokens[at++];
    if (token === "!") return !factor();
    if (token === "(") {
      const result = or();
      if (tokens[at++] !== ")") isBroken = true;
      return result;
    }
    if (token === "0" || token === "1") return token === "1";
    if (token !== undefined && /^[A-Za-z_]/.test(token)) return value(token);
    isBroken = true;
    return false;
  };
  const result = or();
  return isBroken || at !== tokens.length ? undefined : result;
}

/** Whether the function is the NAND of exactly two pins. */
export function isNand2(text: string): boolean {
  const [a, b, ...more] = variablesOf(text);
  if (a === undefined || b === undefined || more.length > 0) return false;
  return [0, 1, 2, 3].every(
    (bits) => evaluateFunction(text, (name) => ((name === a ? bits : bits >> 1) & 1) === 1) === (bits !== 3),
  );
}
