fifo_8x12.v
