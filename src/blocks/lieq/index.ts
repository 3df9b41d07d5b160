/** LieQ: layers of different formats on one temporal array. */
export { type LieqConfiguration, type LieqParameters, lieqConfiguration } from "./parameters.ts";
