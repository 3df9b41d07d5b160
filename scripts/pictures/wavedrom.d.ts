/** The part of wavedrom that the pictures use; the package comes without types. */
declare module "wavedrom" {
  /** [tag, attributes, ...children], as onml has it. */
  export type Element = [string, ...unknown[]];
  export type Skins = Readonly<Record<string, Element>>;
  export function renderAny(index: number, source: object, skins: Skins): Element;
  export const onml: { readonly stringify: (element: Element, indentation?: number) => string };
}

declare module "wavedrom/skins/*" {
  const skins: import("wavedrom").Skins;
  // The package is CommonJS: this is its `module.exports`.
  export default skins;
}
