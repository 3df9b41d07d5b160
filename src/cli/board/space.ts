/** Whether a design can fit a board at all, known before minutes of synthesis. */
export { requireStateFits as requireRegistersFit } from "../synth/space.ts";
