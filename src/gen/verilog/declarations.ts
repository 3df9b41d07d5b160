/** Port list, declarations and the lint sink. Invariant: the columns of a port list are aligned. */
import { bitWidth } from "../../ir/index.ts";
import { fill, group, nest, softLine } from "./layout.ts";
import { printValue, widthText } from "./print.ts";
import type { Declaration, ModuleScope } from "./scope.ts";
import {
  commentLines,
  indentation,
  layoutRemark,
  locationText,
  renderLine,
  type SourceComments,
  withComment,
} from "./text.ts";
import { rangeValue } from "./value.ts";

/** `module NAME (…);` with one port a line. */
export function portLines(scope: ModuleScope, options: SourceComments): string[] {
  const { module } = scope;
  const clocks = module.domains.flatMap(({ clock, reset, site }) =>
    [clock, reset].flatMap((name) =>
      name === undefined
        ? []
        : [{ direction: "input ", kind: "wire", range: "", name, doc: undefined, type: undefined, site }],
    ),
  );
  const ports = [
    ...clocks,
    ...module.ports.map((port) => ({
      direction: port.role === "input" ? "input " : "output",
      kind: scope.isProcedural(port) ? "reg" : "wire",
      range: widthText(bitWidth(port.type)),
      name: port.name,
      doc: port.doc,
      type: port.type,
      site: port.site,
    })),
  ];
  const where = locationText(module.site, options);
  if (ports.length === 0) return [withComment(`module ${module.name} ();`, where)];
  const kindWidth = Math.max(...ports.map(({ kind }) => kind.length));
  const rangeWidth = Math.max(...ports.map(({ range }) => range.length));
  const lines = ports.flatMap(({ direction, kind, range, name, doc, type }, i) => {
    const padding = rangeWidth === 0 ? "" : `${range.padEnd(rangeWidth)} `;
    const comma = i === ports.length - 1 ? "" : ",";
    const text = `${direction} ${kind.padEnd(kindWidth)} ${padding}${name}${comma}`;
    return [...commentLines(doc), withComment(text, layoutRemark(type))].map((l) => indentation + l);
  });
  return [withComment(`module ${module.name} (`, where), ...lines, ");"];
}

/** The declarations of everything the scope has named so far, in that order. */
export function declarationLines(scope: ModuleScope, options: SourceComments): string[] {
  return scope.declarations.flatMap((declaration) => declarationText(scope, declaration, options));
}

function declarationText(scope: ModuleScope, declaration: Declaration, options: SourceComments): string[] {
  const { keyword, net, value, depth, isSynchronizer, type, doc, site } = declaration;
  const range = widthText(net.width);
  const words = depth === undefined ? "" : ` [0:${depth - 1}]`;
  // The attribute that Vivado documents (UG912); other tools ignore it.
  const attribute = isSynchronizer ? '(* ASYNC_REG = "TRUE" *) ' : "";
  const head = `${attribute}${keyword} ${range === "" ? "" : `${range} `}${net.name}${words}`;
  const lines =
    value === undefined ? [`${head};`] : renderLine(`${head} = `, printValue(value, scope), ";", 1);
  const last = withComment(lines.at(-1) ?? "", layoutRemark(type), locationText(site, options));
  return [...commentLines(doc), ...lines.slice(0, -1), last];
}

/** A wire that reads every bit nobody else reads, so that lint reports what is new instead of what is meant. */
export function sinkLines(scope: ModuleScope): string[] {
  const { module } = scope;
  const clocks = module.domains
    .flatMap(({ clock, reset }) => [clock, reset])
    .filter((name) => name !== undefined)
    .filter((name) => !scope.isClockRead(name));
  const inputs = module.ports.filter((port) => port.role === "input").map((port) => scope.netOf(port));
  const inner = scope.declarations.filter(({ depth }) => depth === undefined).map(({ net }) => net);
  const unread = [...inputs, ...inner].flatMap((net) =>
    scope.unreadRanges(net).map(([high, low]) => printValue(rangeValue(net, high, low), scope)),
  );
  if (clocks.length + unread.length === 0) return [];
  const parts = group("{", nest(softLine, fill(["1'b0", ...clocks, ...unread])), softLine, "}");
  const name = scope.names.claim("unused_bits");
  return [
    "// Read by nothing in this module; the sink keeps lint quiet about it.",
    ...renderLine(`wire ${name} = `, ["&", parts], ";", 1),
  ];
}
