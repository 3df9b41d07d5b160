/**
 * The module being elaborated. Holds what its body has created so far; exactly one builder is current while a body runs.
 * Signals get their names when the body has ended (see finish.ts), so names here are empty.
 */
import {
  BitloomError,
  type CatalogueCode,
  type CatalogueDetails,
  captureSite,
  type Diagnostic,
  diagnostic,
  fail,
  type Party,
  type Site,
} from "../diagnostics/index.ts";
import type {
  ClockDomain,
  DataType,
  Expr,
  IfStatement,
  Instance,
  Memory,
  MemoryRead,
  MemoryWrite,
  Module,
  Property,
  Signal,
  SignalRole,
  Statement,
} from "../ir/index.ts";
import type { DomainStyles, ModuleDefinition, ResetStyle } from "./definition.ts";

export type Draft<T> = { -readonly [K in keyof T]: T[K] };
export type SignalDraft = Draft<Signal> & { readonly owner: ModuleBuilder; fixedName: string | undefined };
export type MemoryDraft = Draft<Omit<Memory, "reads" | "writes">> & {
  reads: Draft<MemoryRead>[];
  writes: Draft<MemoryWrite>[];
};
export type InstanceDraft = Draft<Omit<Instance, "ports">> & {
  ports: SignalDraft[];
  fixedName: string | undefined;
};
export type IfDraft = IfStatement & { readonly then: Statement[]; readonly otherwise: Statement[] };

export const DEFAULT_DOMAIN = "default";

/** What one call of `elaborate` shares: options, every module made so far, every diagnostic. */
export interface Elaboration {
  readonly reset: ResetStyle;
  readonly diagnostics: Diagnostic[];
  readonly modules: Module[];
  /**
   * The module in the reset styles of the domains that its instance connects; a domain that `styles` does not name keeps
   * its own.
   */
  elaborateChild(definition: ModuleDefinition, styles: DomainStyles, site: Site): Module;
}

/** A domain with the port names that its name and style give. */
export function makeDomain(name: string, style: ResetStyle): ClockDomain {
  const prefix = name === DEFAULT_DOMAIN ? "" : `${name}_`;
  return {
    name,
    clock: `${prefix}clock`,
    reset: style.kind === "none" ? undefined : `${prefix}reset${style.active === "low" ? "_n" : ""}`,
    resetKind: style.kind,
    resetActive: style.active,
    site: captureSite(),
  };
}

export class ModuleBuilder {
  readonly elaboration: Elaboration;
  readonly definition: ModuleDefinition;
  /** Reset of the default domain. */
  readonly reset: ResetStyle;
  readonly signals: SignalDraft[] = [];
  readonly memories: MemoryDraft[] = [];
  readonly instances: InstanceDraft[] = [];
  readonly properties: Draft<Property>[] = [];
  readonly body: Statement[] = [];
  readonly domains = new Map<string, ClockDomain>();
  /** Names given by the language to expressions, such as `enq_fire`. */
  readonly expressionNames = new Map<Expr, string>();
  /** Expressions that are one field of a struct value: the path that follows the variable's name. */
  readonly fieldPaths = new Map<Expr, string>();
  block: Statement[] = this.body;
  /** One-bit conditions of the enclosing `when`s and `match` arms, outermost first. */
  path: Expr[] = [];
  domain = DEFAULT_DOMAIN;
  /** Named domains that take another style than their declaration's, in order of first use. */
  readonly restyled: ClockDomain[] = [];
  private readonly styles: DomainStyles;
  private nextId = 0;

  constructor(elaboration: Elaboration, definition: ModuleDefinition, styles: DomainStyles) {
    this.elaboration = elaboration;
    this.definition = definition;
    this.styles = styles;
    this.reset = styles.get(DEFAULT_DOMAIN) ?? elaboration.reset;
  }

  newId(): number {
    return this.nextId++;
  }

  newSignal(
    role: SignalRole,
    type: DataType,
    site: Site | undefined,
    more: Partial<SignalDraft> = {},
  ): SignalDraft {
    const signal: SignalDraft = {
      id: this.newId(),
      name: "",
      role,
      type,
      domain: undefined,
      init: undefined,
      value: undefined,
      crossing: undefined,
      instance: undefined,
      group: undefined,
      doc: undefined,
      site,
      owner: this,
      fixedName: undefined,
      ...more,
    };
    this.signals.push(signal);
    return signal;
  }

  /** Runs `body` so that its statements land in `block`, under one more path condition. */
  within(block: Statement[], condition: Expr | undefined, body: () => void): void {
    const outerBlock = this.block;
    const outerPath = this.path;
    this.block = block;
    if (condition) this.path = [...outerPath, condition];
    try {
      body();
    } finally {
      this.block = outerBlock;
      this.path = outerPath;
    }
  }

  /** The conjunction of the path conditions and `more`; undefined when there is none. */
  pathCondition(site: Site, more?: Expr): Expr | undefined {
    const all = more ? [...this.path, more] : this.path;
    if (all.length === 0) return undefined;
    return all.reduce((left, right) => ({ op: "binary", operator: "and", left, right, type: BIT, site }));
  }

  /** Records a clock domain as used here. The same name with another reset style is an error. */
  useDomain(domain: ClockDomain): string {
    const known = this.domains.get(domain.name);
    const style = domain.name === DEFAULT_DOMAIN ? undefined : this.styles.get(domain.name);
    if (!known && style && (style.kind !== domain.resetKind || style.active !== domain.resetActive)) {
      const restyled = { ...makeDomain(domain.name, style), site: domain.site };
      this.restyled.push(restyled);
      this.domains.set(domain.name, restyled);
    } else if (!known) this.domains.set(domain.name, domain);
    else if (
      style === undefined &&
      (known.resetKind !== domain.resetKind || known.resetActive !== domain.resetActive)
    ) {
      this.report("BL0133", { domain: domain.name, module: this.definition.name }, [
        { label: "one declaration", site: known.site },
        { label: "another declaration", site: domain.site },
      ]);
    }
    return domain.name;
  }

  report<C extends CatalogueCode>(code: C, details: CatalogueDetails<C>, parties: readonly Party[]): void {
    this.elaboration.diagnostics.push(diagnostic(code, details, parties));
  }
}

export const BIT: DataType = { kind: "uint", width: 1 };

let current: ModuleBuilder | undefined;

export const currentBuilder = (): ModuleBuilder | undefined => current;

/** The builder of the running body; outside a body this is error BL0101. */
export function requireBuilder(what: string, site: Site = captureSite()): ModuleBuilder {
  return current ?? fail("BL0101", { what }, [{ label: "used here", site }]);
}

/** Runs a module's body with `builder` current. */
export function withBuilder<R>(builder: ModuleBuilder, run: () => R): R {
  const outer = current;
  current = builder;
  try {
    return run();
  } finally {
    current = outer;
  }
}

/** Reports into the running elaboration, or throws when there is none. */
export function reportOrThrow<C extends CatalogueCode>(
  code: C,
  details: CatalogueDetails<C>,
  parties: readonly Party[],
): void {
  if (!current) throw new BitloomError([diagnostic(code, details, parties)]);
  current.report(code, details, parties);
}
