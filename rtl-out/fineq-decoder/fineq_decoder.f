fineq_decoder.v
