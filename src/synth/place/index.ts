/** Place and route: Fmax, utilisation and bitstream. */
export { type Placed, placeAndRoute } from "./nextpnr.ts";
export { pinHarness, portBits } from "./pins.ts";
