/** GGUF files, llama.cpp's format, as models with Hugging Face's names. */
export { openGguf } from "./reader.ts";
