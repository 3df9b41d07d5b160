/** Modules, their instances, and black boxes for Verilog that exists. */
import { captureSite, fail, type Site } from "../diagnostics/index.ts";
import type { ClockDomain, ResetKind } from "../ir/index.ts";
import {
  DEFAULT_DOMAIN,
  type InstanceDraft,
  makeDomain,
  requireBuilder,
  type SignalDraft,
} from "./context.ts";
import type { ModuleDefinition, ResetStyle } from "./definition.ts";
import { describeOperand } from "./operand.ts";
import { type Inside, layPorts, type Outside, type PortMap } from "./ports.ts";

export interface ModuleOptions {
  /** Carried into the Verilog above the module; a JSDoc comment on the generator does the same. */
  readonly doc?: string;
  /** Reset of this module's default domain, whatever the design's is. */
  readonly reset?: "sync" | "async" | "none";
  readonly resetActive?: "high" | "low";
}

const styleOf = (reset: ResetKind | undefined, active: "high" | "low" | undefined): ResetStyle | undefined =>
  reset === undefined && active === undefined
    ? undefined
    : { kind: reset ?? "sync", active: active ?? "high" };

/**
 * Describes a module: its name in the Verilog, its ports, and a body that is run once for each distinct set of reset
 * options when a design needs it. Nothing is checked before `elaborate`.
 */
export function module<P extends PortMap>(
  name: string,
  ports: P,
  body: (inside: Inside<P>) => void,
  options: ModuleOptions = {},
): ModuleDefinition<P> {
  return {
    name,
    ports,
    body: body as (inside: never) => void,
    doc: options.doc,
    reset: styleOf(options.reset, options.resetActive),
    external: undefined,
    pins: undefined,
    site: captureSite(),
  };
}

export interface BlackBoxOptions {
  /** Verilog parameters. */
  readonly parameters?: Readonly<Record<string, number | bigint | string>>;
  /** Name of the clock pin, connected to the current domain's clock. */
  readonly clock?: string;
  /** Name of the reset pin, and the style it expects. */
  readonly reset?: { readonly pin: string; readonly kind?: ResetKind; readonly active?: "high" | "low" };
  /** Verilog files to add to the file list. */
  readonly files?: readonly string[];
  /** [input, output] pairs with a path that no register cuts, for the loop check. */
  readonly combinationalPaths?: readonly (readonly [string, string])[];
  readonly doc?: string;
}

/** A module whose Verilog exists already; instantiated by name, never written. */
export function blackbox<P extends PortMap>(
  name: string,
  ports: P,
  options: BlackBoxOptions = {},
): ModuleDefinition<P> {
  const parameters = Object.entries(options.parameters ?? {}).map(
    ([key, value]) => [key, typeof value === "number" ? BigInt(value) : value] as const,
  );
  return {
    name,
    ports,
    body: undefined,
    doc: options.doc,
    reset: undefined,
    external: {
      verilogName: name,
      parameters: new Map(parameters),
      files: options.files ?? [],
      combinationalPaths: options.combinationalPaths ?? [],
    },
    pins:
      options.clock === undefined
        ? undefined
        : {
            clock: options.clock,
            reset: options.reset?.pin,
            style: {
              kind: options.reset ? (options.reset.kind ?? "sync") : "none",
              active: options.reset?.active ?? "high",
            },
          },
    site: captureSite(),
  };
}

export interface InstanceOptions {
  /** Child's domain name -> domain here; a domain that is not listed goes to the one of the same name. */
  readonly domains?: Readonly<Record<string, ClockDomain>>;
  /** Name in the Verilog; the variable's by default. */
  readonly name?: string;
  /** Member of an array of instances: the array's name and this one's indices, kept in the design for tools. */
  readonly array?: { readonly name: string; readonly indices: readonly number[] };
}

/** Refuses what is no module, most often a generator that was not called. */
export function requireDefinition(what: string, given: unknown, site: Site): void {
  if (typeof given === "object" && given !== null && "ports" in given && "body" in given) return;
  const found =
    typeof given === "function"
      ? `the function \`${given.name || "(anonymous)"}\`, which was not called`
      : given === null
        ? "null"
        : typeof given;
  fail(
    "BL0107",
    { what: `the argument of ${what}`, found, expected: "a module, as `module(...)` gives it" },
    [{ label: "here", site }],
  );
}

/** Places a module here; returns the mirror image of its ports. Its default domain is the current domain. */
export function instance<P extends PortMap>(
  definition: ModuleDefinition<P>,
  options: InstanceOptions = {},
): Outside<P> {
  const site = captureSite();
  const builder = requireBuilder("instance", site);
  requireDefinition("instance", definition, site);
  const connected = connectedDomains(builder, options.domains ?? {}, site);
  const parent = connected.get(DEFAULT_DOMAIN)?.name ?? builder.domain;
  const styles = new Map<string, ResetStyle>();
  for (const [name, domain] of [...builder.domains, ...connected]) styles.set(name, styleOfDomain(domain));
  const own = builder.domains.get(parent);
  styles.set(DEFAULT_DOMAIN, definition.reset ?? (own ? styleOfDomain(own) : builder.reset));
  const child = builder.elaboration.elaborateChild(definition, styles, site);
  const known = child.domains.map((domain) => domain.name);
  for (const name of connected.keys()) {
    if (known.includes(name)) continue;
    const allowed =
      known.length > 0 ? known.map((domain) => `\`${domain}\``).join(", ") : "none, it has no clock";
    builder.report(
      "BL0102",
      { what: `a domain of the instance of \`${child.name}\``, found: `\`${name}\``, allowed },
      [{ label: "here", site }],
    );
  }
  const domains = new Map<string, string>();
  for (const domain of child.domains) {
    if (domain.name === DEFAULT_DOMAIN) {
      domains.set(DEFAULT_DOMAIN, parent);
      continue;
    }
    const mapped = builder.useDomain(connected.get(domain.name) ?? domain);
    domains.set(domain.name, mapped);
    const outer = builder.domains.get(mapped);
    if (
      domain.reset !== undefined &&
      outer &&
      (outer.resetKind !== domain.resetKind || outer.resetActive !== domain.resetActive)
    ) {
      reportStyle(builder, domain.name, outer, site);
    }
  }
  const draft: InstanceDraft = {
    id: builder.newId(),
    name: "",
    fixedName: options.name,
    module: child,
    ports: [],
    domains,
    array: options.array,
    doc: undefined,
    site,
  };
  builder.instances.push(draft);
  let next = 0;
  const view = layPorts(builder, definition.ports, (_name, direction, data) => {
    const port = child.ports[next++];
    if (!port) throw new Error("a port of the child is missing");
    const signal: SignalDraft = builder.newSignal(
      direction === "input" ? "instanceInput" : "instanceOutput",
      data,
      site,
      {
        domain:
          direction === "output" && port.domain !== undefined
            ? (domains.get(port.domain) ?? undefined)
            : undefined,
        instance: { instance: draft as unknown as NonNullable<SignalDraft["instance"]>["instance"], port },
      },
    );
    draft.ports.push(signal);
    return signal;
  });
  return view as Outside<P>;
}

const styleOfDomain = ({ resetKind, resetActive }: ClockDomain): ResetStyle => ({
  kind: resetKind,
  active: resetActive,
});

/** The domains of this module that an instance is connected to, by the child's names for them. */
function connectedDomains(
  builder: ReturnType<typeof requireBuilder>,
  given: Readonly<Record<string, ClockDomain>>,
  site: Site,
): Map<string, ClockDomain> {
  const connected = new Map<string, ClockDomain>();
  for (const [name, domain] of Object.entries(given)) {
    if (typeof domain !== "object" || domain === null || !("resetKind" in domain)) {
      const expected = "a clock domain: `clockDomain(name)` or `defaultDomain()`";
      fail(
        "BL0107",
        { what: `the domain \`${name}\` of an instance`, found: describeOperand(domain), expected },
        [{ label: "here", site }],
      );
    }
    connected.set(name, builder.domains.get(builder.useDomain(domain)) ?? domain);
  }
  return connected;
}

function reportStyle(
  builder: ReturnType<typeof requireBuilder>,
  name: string,
  mapped: ClockDomain,
  site: Site,
): void {
  builder.report("BL0133", { domain: name, module: builder.definition.name }, [
    { label: "connected here", site },
    { label: `\`${mapped.name}\` is declared here`, site: mapped.site },
  ]);
}

/** The domain object of the module's default domain, to hand to `domains` or `inDomain`. */
export function defaultDomain(): ClockDomain {
  const builder = requireBuilder("defaultDomain");
  return makeDomain(DEFAULT_DOMAIN, builder.reset);
}

/**
 * Remembers a generator's modules by its arguments, so that equal parameters elaborate once per design. Arguments must
 * be plain data.
 */
export function memoize<A extends readonly unknown[], M extends ModuleDefinition>(
  generator: (...args: A) => M,
): (...args: A) => M {
  const made = new Map<string, M>();
  return (...args) => {
    const key = JSON.stringify(args, (_key, value) => (typeof value === "bigint" ? `${value}n` : value));
    let definition = made.get(key);
    if (!definition) {
      definition = generator(...args);
      made.set(key, definition);
    }
    return definition;
  };
}
