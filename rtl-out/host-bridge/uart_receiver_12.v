`default_nettype none

// Serial receiver, 8N1, 12 cycles a bit.
module uart_receiver_12 (  // src/blocks/board/uart-receiver.ts:35:10
  input  wire       clock,
  input  wire       reset,
  // The line; 1 when idle.
  input  wire       rx,
  output wire [7:0] data,
  // Pulse: `data` has come.
  output wire       received,
  // Pulse: a byte came without its stop bit.
  output wire       broken
);

  localparam [2:0] STATE_IDLE = 3'd0;
  localparam [2:0] STATE_START = 3'd1;
  localparam [2:0] STATE_DATA = 3'd2;
  localparam [2:0] STATE_STOP = 3'd3;
  localparam [2:0] STATE_REST = 3'd4;

  (* ASYNC_REG = "TRUE" *) reg line_0;  // src/blocks/board/uart-receiver.ts:44:20
  (* ASYNC_REG = "TRUE" *) reg line_1;  // src/blocks/board/uart-receiver.ts:44:20
  reg [2:0] state;  // src/blocks/board/uart-receiver.ts:45:21
  reg [3:0] ticks;  // src/blocks/board/uart-receiver.ts:46:21
  reg [2:0] bitsLeft;  // src/blocks/board/uart-receiver.ts:47:24
  reg [7:0] shifted;  // src/blocks/board/uart-receiver.ts:48:23
  wire isMiddle = ticks == 4'd0;  // src/blocks/board/uart-receiver.ts:49:30
  wire isStop = state == STATE_STOP && isMiddle;  // src/blocks/board/uart-receiver.ts:50:39

  always @(posedge clock) begin  // src/blocks/board/uart-receiver.ts:44:20
    if (reset) begin
      line_0 <= 1'b1;
      line_1 <= 1'b1;
    end else begin
      line_0 <= rx;
      line_1 <= line_0;
    end
  end

  always @(posedge clock) begin  // src/blocks/board/uart-receiver.ts:51:13
    ticks <= ticks - 4'd1;
    case (state)
      STATE_IDLE: ticks <= 4'd5;
      STATE_START: begin
        if (isMiddle) begin
          ticks <= 4'd11;
          bitsLeft <= 3'd7;
        end
      end
      STATE_DATA: begin
        if (isMiddle) begin
          ticks <= 4'd11;
          shifted <= {line_1, shifted[7:1]};
          bitsLeft <= bitsLeft - 3'd1;
        end
      end
      default: ;
    endcase
  end

  always @(posedge clock) begin  // src/blocks/board/uart-receiver.ts:52:7
    if (reset) begin
      state <= STATE_IDLE;
    end else begin
      case (state)
        STATE_IDLE: if (!line_1) state <= STATE_START;
        STATE_START: begin
          if (isMiddle) begin
            state <= STATE_DATA;
            if (line_1) state <= STATE_IDLE;
          end
        end
        STATE_DATA: begin
          if (isMiddle) begin
            if (bitsLeft == 3'd0) state <= STATE_STOP;
          end
        end
        STATE_STOP: if (isMiddle) state <= STATE_REST;
        default: if (line_1) state <= STATE_IDLE;  // STATE_REST
      endcase
    end
  end

  assign data = shifted;  // src/blocks/board/uart-receiver.ts:90:12
  assign received = isStop && line_1;  // src/blocks/board/uart-receiver.ts:91:16
  assign broken = isStop && !line_1;  // src/blocks/board/uart-receiver.ts:92:14

endmodule

`default_nettype wire
