/** GGUF files, llama.cpp's format, as models with Hugging Face's names. */
export { isLaterPart } from "./parts.ts";
export { openGguf } from "./reader.ts";
