/**
 * From a module definition to a checked design. Every definition is elaborated once for each reset style it is used with;
 * modules of equal content share one; all problems of a run are collected and thrown together.
 */
import { BitloomError, captureSite, type Diagnostic, diagnostic, type Site } from "../diagnostics/index.ts";
import { checkDesign, type Design, type Module, sameModule } from "../ir/index.ts";
import { DEFAULT_DOMAIN, type Elaboration, ModuleBuilder, makeDomain, withBuilder } from "./context.ts";
import type { DomainStyles, ModuleDefinition, ResetStyle } from "./definition.ts";
import { finishModule } from "./finish.ts";
import { requireDefinition } from "./module.ts";
import { asynchronous, layPorts, type PortMap } from "./ports.ts";
import { isKeyword, legalName } from "./verilog-names.ts";

export interface ElaborateOptions {
  /** Reset of default domains that do not choose their own: "sync" (default), "async" or "none". */
  readonly reset?: "sync" | "async" | "none";
  /** Its active level, "high" by default. */
  readonly resetActive?: "high" | "low";
  /** Called with what is legal but suspicious. */
  readonly onWarning?: (warning: Diagnostic) => void;
}

/** Elaborates and checks a design; throws a BitloomError with every error found. */
export function elaborate(definition: ModuleDefinition, options: ElaborateOptions = {}): Design {
  const { design, diagnostics } = diagnose(definition, options);
  const errors = diagnostics.filter((d) => d.severity === "error");
  if (errors.length > 0 || !design) throw new BitloomError(errors);
  for (const warning of diagnostics) options.onWarning?.(warning);
  return design;
}

/** As `elaborate`, but returns the errors and warnings; the design is undefined when there are errors. */
export function diagnose(
  definition: ModuleDefinition,
  options: ElaborateOptions = {},
): { readonly design: Design | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const style: ResetStyle = { kind: options.reset ?? "sync", active: options.resetActive ?? "high" };
  const elaboration = newElaboration(style, diagnostics);
  let top: Module | undefined;
  try {
    requireDefinition("elaborate", definition, captureSite());
    const styles = new Map([[DEFAULT_DOMAIN, definition.reset ?? style]]);
    top = elaboration.elaborateChild(definition, styles, captureSite());
  } catch (thrown) {
    if (thrown instanceof BitloomError) diagnostics.push(...thrown.diagnostics);
    // A plain exception after a reported error is most likely its consequence; alone it is the designer's to see.
    else if (!diagnostics.some((d) => d.severity === "error")) throw thrown;
  }
  const broken = diagnostics.some((d) => d.severity === "error");
  if (!top || broken) {
    return {
      design: undefined,
      diagnostics: [...diagnostics, ...(top ? checksAfterErrors(top, elaboration) : [])],
    };
  }
  const design: Design = { top, modules: elaboration.modules };
  diagnostics.push(...checkDesign(design));
  const failed = diagnostics.some((d) => d.severity === "error");
  return { design: failed ? undefined : design, diagnostics };
}

/** With language errors the checks still run, but only their errors count: warnings may be consequences. */
function checksAfterErrors(top: Module, elaboration: Elaboration): Diagnostic[] {
  return checkDesign({ top, modules: elaboration.modules }).filter((d) => d.severity === "error");
}

function newElaboration(reset: ResetStyle, diagnostics: Diagnostic[]): Elaboration {
  const made = new Map<ModuleDefinition, Map<string, Module>>();
  const running: ModuleDefinition[] = [];
  const elaboration: Elaboration = {
    reset,
    diagnostics,
    modules: [],
    elaborateChild(definition, styles, site) {
      const key = [...styles].map(([name, { kind, active }]) => `${name} ${kind} ${active}`).join(", ");
      const byStyle = made.get(definition) ?? new Map<string, Module>();
      made.set(definition, byStyle);
      const known = byStyle.get(key);
      if (known) return known;
      if (running.includes(definition)) {
        throw new BitloomError([
          diagnostic("BL0119", { module: definition.name }, [
            { label: "instantiated inside itself here", site },
            { label: "declared here", site: definition.site },
          ]),
        ]);
      }
      running.push(definition);
      try {
        const elaborated = definition.external
          ? externalModule(elaboration, definition, styles)
          : elaborateModule(elaboration, definition, styles);
        const twin = elaboration.modules.find(
          (other) => other.name === elaborated.name && sameModule(other, elaborated),
        );
        if (!twin) elaboration.modules.push(elaborated);
        byStyle.set(key, twin ?? elaborated);
        return twin ?? elaborated;
      } finally {
        running.pop();
      }
    },
  };
  return elaboration;
}

/** The module's name, with what its reset styles have that the design's default and its own declarations have not. */
function styledName({ definition, elaboration, reset, restyled }: ModuleBuilder, name: string): string {
  const word = (kind: string, active: string): string => `_${kind}${active === "low" ? "_low" : ""}`;
  const isUsual = reset.kind === elaboration.reset.kind && reset.active === elaboration.reset.active;
  const own = isUsual || definition.reset ? "" : word(reset.kind, reset.active);
  const named = restyled.map((d) => `_${d.name}${word(d.resetKind, d.resetActive)}`);
  return [name, own, ...named].join("");
}

function elaborateModule(
  elaboration: Elaboration,
  definition: ModuleDefinition,
  styles: DomainStyles,
): Module {
  const builder = new ModuleBuilder(elaboration, definition, styles);
  builder.domains.set(DEFAULT_DOMAIN, {
    ...makeDomain(DEFAULT_DOMAIN, builder.reset),
    site: definition.site,
  });
  const legal = checkModuleName(builder, definition.name, definition.site);
  const view = withBuilder(builder, () => layInside(builder, definition.ports));
  const result = withBuilder(builder, () =>
    (definition.body as ((inside: unknown) => unknown) | undefined)?.(view),
  );
  if (result instanceof Promise) {
    result.catch(() => undefined);
    builder.report("BL0123", { module: definition.name }, [
      { label: "declared here", site: definition.site },
    ]);
  }
  return finishModule(builder, styledName(builder, legal));
}

function layInside(builder: ModuleBuilder, ports: PortMap): Record<string, unknown> {
  return layPorts(builder, ports, (name, direction, data, leaf) => {
    const { domain } = leaf.options;
    return builder.newSignal(direction, data, leaf.site, {
      fixedName: name,
      domain:
        domain === undefined
          ? DEFAULT_DOMAIN
          : domain === asynchronous
            ? asynchronous
            : builder.useDomain(domain),
      doc: leaf.options.doc,
      group: leaf.path === "" ? undefined : { name: leaf.base, path: leaf.path },
    });
  });
}

/** The name in the Verilog: keywords are renamed, what is no identifier is refused. */
function checkModuleName(builder: ModuleBuilder, name: string, site: Site): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    builder.report(
      "BL0102",
      { what: "a module's name", found: `"${name}"`, allowed: "letters, digits and _, no digit first" },
      [{ label: "declared here", site }],
    );
    return "unnamed";
  }
  const legal = legalName(name);
  if (legal !== name) {
    builder.report("BL0120", { name, renamed: legal, keyword: true }, [{ label: "declared here", site }]);
  }
  return legal;
}

/** A black box is called as its Verilog is, so its name is never changed. */
function checkExternalName(builder: ModuleBuilder, name: string, site: Site): void {
  if (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(name) && !isKeyword(name)) return;
  const allowed = "a Verilog identifier that is no keyword";
  builder.report("BL0102", { what: "a black box's name", found: `"${name}"`, allowed }, [
    { label: "declared here", site },
  ]);
}

function externalModule(
  elaboration: Elaboration,
  definition: ModuleDefinition,
  styles: DomainStyles,
): Module {
  const own: DomainStyles = definition.pins ? new Map([[DEFAULT_DOMAIN, definition.pins.style]]) : styles;
  const builder = new ModuleBuilder(elaboration, definition, own);
  checkExternalName(builder, definition.name, definition.site);
  withBuilder(builder, () => layInside(builder, definition.ports));
  const { pins } = definition;
  if (pins) {
    const domain = makeDomain(DEFAULT_DOMAIN, pins.style);
    builder.domains.set(DEFAULT_DOMAIN, {
      ...domain,
      clock: pins.clock,
      reset: pins.reset,
      site: definition.site,
    });
  }
  return finishModule(builder, definition.name);
}
