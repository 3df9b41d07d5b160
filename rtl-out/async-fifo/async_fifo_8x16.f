async_fifo_8x16.v
