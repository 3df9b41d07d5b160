/** A model's linear layers with what a text sends through them, as LieQ programs take them. */
export { type CapturedLayer, type CaptureOptions, lieqLayersOf, windowTokens } from "./lieq-layers.ts";
