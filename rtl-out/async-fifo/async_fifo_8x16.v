`default_nettype none

// Queue of 16 words between two clocks, with Gray-coded pointers.
module async_fifo_8x16 (  // src/blocks/stream/async-fifo.ts:59:10
  input  wire       write_clock,
  input  wire       write_reset,
  input  wire       read_clock,
  input  wire       read_reset,
  input  wire       enq_valid,
  input  wire [7:0] enq_data,
  output wire       enq_ready,
  output wire       deq_valid,
  output wire [7:0] deq_data,
  input  wire       deq_ready
);

  reg [4:0] writePointer;  // src/blocks/stream/async-fifo.ts:70:28
  reg [4:0] writeGray;  // src/blocks/stream/async-fifo.ts:71:25
  reg [4:0] readPointer;  // src/blocks/stream/async-fifo.ts:72:27
  reg [4:0] readGray;  // src/blocks/stream/async-fifo.ts:73:24
  (* ASYNC_REG = "TRUE" *) reg [4:0] readGrayHere_0;  // src/blocks/stream/async-fifo.ts:76:37
  (* ASYNC_REG = "TRUE" *) reg [4:0] readGrayHere_1;  // src/blocks/stream/async-fifo.ts:76:37
  (* ASYNC_REG = "TRUE" *) reg [4:0] writeGrayHere_0;  // src/blocks/stream/async-fifo.ts:86:38
  (* ASYNC_REG = "TRUE" *) reg [4:0] writeGrayHere_1;  // src/blocks/stream/async-fifo.ts:86:38
  wire [1:0] top = ~readGrayHere_1[4:3];  // src/blocks/stream/async-fifo.ts:104:56
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/stream/async-fifo.ts:79:18
  wire [4:0] after_0 = writePointer + 5'd1;  // src/blocks/stream/async-fifo.ts:78:36
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/stream/async-fifo.ts:90:18
  wire [4:0] after_1 = readPointer + 5'd1;  // src/blocks/stream/async-fifo.ts:89:35
  reg [7:0] store [0:15];  // src/blocks/stream/async-fifo.ts:63:28
  wire [7:0] store_word = store[readPointer[3:0]];  // src/blocks/stream/async-fifo.ts:88:32

  always @(posedge write_clock) begin  // src/blocks/stream/async-fifo.ts:80:17
    if (enq_fire) store[writePointer[3:0]] <= enq_data;
  end

  always @(posedge write_clock) begin  // src/blocks/stream/async-fifo.ts:76:37
    if (write_reset) begin
      readGrayHere_0 <= 5'd0;
      readGrayHere_1 <= 5'd0;
    end else begin
      readGrayHere_0 <= readGray;
      readGrayHere_1 <= readGrayHere_0;
    end
  end

  assign enq_ready = writeGray != {top, readGrayHere_1[2:0]};  // src/blocks/stream/async-fifo.ts:77:19

  always @(posedge write_clock) begin  // src/blocks/stream/async-fifo.ts:79:9
    if (write_reset) begin
      writePointer <= 5'd0;
      writeGray <= 5'd0;
    end else if (enq_fire) begin
      writePointer <= after_0;
      writeGray <= after_0 ^ (after_0 >> 1);
    end
  end

  always @(posedge read_clock) begin  // src/blocks/stream/async-fifo.ts:86:38
    if (read_reset) begin
      writeGrayHere_0 <= 5'd0;
      writeGrayHere_1 <= 5'd0;
    end else begin
      writeGrayHere_0 <= writeGray;
      writeGrayHere_1 <= writeGrayHere_0;
    end
  end

  assign deq_valid = readGray != writeGrayHere_1;  // src/blocks/stream/async-fifo.ts:87:19
  assign deq_data = store_word;  // src/blocks/stream/async-fifo.ts:88:18

  always @(posedge read_clock) begin  // src/blocks/stream/async-fifo.ts:90:9
    if (read_reset) begin
      readPointer <= 5'd0;
      readGray <= 5'd0;
    end else if (deq_fire) begin
      readPointer <= after_1;
      readGray <= after_1 ^ (after_1 >> 1);
    end
  end

endmodule

`default_nettype wire
