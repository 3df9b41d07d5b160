/** Figures that say how good a model is, from its negative log-likelihood. Invariant: they depend on that alone, so models are compared on equal text. */

/** e^nll: among how many tokens the model is in doubt on average. `nll` in nats a token. */
export const perplexity = (nll: number): number => Math.exp(nll);

/**
 * Share of the reference's quality that is kept: the reference's perplexity over the model's, 1 for equal ones, more for a better one.
 * Our own measure: the shares in LieQ's abstract (arXiv 2508.03332) are of accuracy on tasks, which models of a few million weights
 * do not solve.
 */
export const qualityKept = (referenceNll: number, nll: number): number => Math.exp(referenceNll - nll);
