`default_nettype none

// Weight stream to words of 1 to 8 bytes, lowest byte first; the rest of a beat can be dropped.
module lieq_byte_gearbox (  // src/blocks/lieq/byte-gearbox.ts:25:32
  input  wire        clock,
  input  wire        reset,
  input  wire        enq_valid,
  input  wire [63:0] enq_data,
  output wire        enq_ready,
  // Size of the next word, 1 to 8 bytes.
  input  wire [3:0]  bytes,
  // Removes the word; only while `valid`.
  input  wire        take,
  // With `take`: drops the rest of the word's last beat too.
  input  wire        align,
  // The next 8 bytes; the word is the lowest of them.
  output wire [63:0] word,
  // All bytes of the word are held.
  output wire        valid
);

  reg [183:0] held;  // src/blocks/lieq/byte-gearbox.ts:36:18
  reg [4:0] fill;  // src/blocks/lieq/byte-gearbox.ts:37:18
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/lieq/byte-gearbox.ts:48:14
  wire [4:0] left = fill - {1'b0, bytes};  // src/blocks/lieq/byte-gearbox.ts:42:23
  wire [4:0] leftAligned = {left[4:3], 3'd0};  // src/blocks/lieq/byte-gearbox.ts:43:25
  wire [3:0] removed = align ? fill[3:0] - leftAligned[3:0] : bytes;  // src/blocks/lieq/byte-gearbox.ts:46:21
  wire [183:0] kept = take ? held >> {removed, 3'd0} : held;  // src/blocks/lieq/byte-gearbox.ts:47:18
  wire [4:0] position = take ? (align ? leftAligned : left) : fill;  // src/blocks/lieq/byte-gearbox.ts:44:22
  wire [6:0] shift = {position[3:0], 3'd0};  // src/blocks/lieq/byte-gearbox.ts:50:21

  assign word = held[63:0];  // src/blocks/lieq/byte-gearbox.ts:38:10
  assign valid = fill >= {1'b0, bytes};  // src/blocks/lieq/byte-gearbox.ts:39:11
  assign enq_ready = fill <= 5'd15;  // src/blocks/lieq/byte-gearbox.ts:40:15

  always @(posedge clock) begin  // src/blocks/lieq/byte-gearbox.ts:48:5
    if (reset) begin
      held <= 184'd0;
      fill <= 5'd0;
    end else if (enq_fire) begin
      held <= kept | ({120'd0, enq_data} << shift);
      fill <= position + 5'd8;
    end else if (take) begin
      held <= kept;
      fill <= position;
    end
  end

endmodule

`default_nettype wire
