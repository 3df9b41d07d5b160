`default_nettype none

// Carries out requests, once each, and answers them.
module bridge_commands_a6_512_0 (  // src/blocks/board/bridge-commands.ts:66:10
  input  wire        clock,
  input  wire        reset,
  input  wire [7:0]  content,
  input  wire        contentValid,
  input  wire        ends,
  input  wire        isGood,
  output reg         reply_valid,
  output reg  [7:0]  reply_data_bits,
  output reg         reply_data_last,
  input  wire        reply_ready,
  output wire [2:0]  write,
  output wire        commit,
  output wire        rollback,
  input  wire [29:0] room,  // 3 x 10 bits, element 0 lowest
  input  wire [7:0]  result,
  input  wire [9:0]  held,
  output reg         take,
  output wire        confirm,
  output wire        rewind,
  output wire [5:0]  bus_address,
  output wire [31:0] bus_data,
  output wire        bus_awvalid,
  output wire        bus_wvalid,
  output wire        bus_arvalid,
  input  wire        bus_awready,
  input  wire        bus_wready,
  input  wire        bus_arready,
  input  wire        bus_isAnswered,
  input  wire        bus_isError,
  input  wire [31:0] bus_answer,
  output wire        restarts,
  output wire        isBusy
);

  localparam [2:0] STATE_IDLE = 3'd0;
  localparam [2:0] STATE_SETTLE = 3'd1;
  localparam [2:0] STATE_BUS = 3'd2;
  localparam [2:0] STATE_SEQUENCE = 3'd3;
  localparam [2:0] STATE_STATUS = 3'd4;
  localparam [2:0] STATE_WORD = 3'd5;
  localparam [2:0] STATE_FETCH = 3'd6;
  localparam [2:0] STATE_DATA = 3'd7;

  reg [2:0] state;  // src/blocks/board/bridge-commands.ts:88:21
  // The frame that is coming began while another was under way.
  reg isPassed;  // src/blocks/board/bridge-commands.ts:91:24
  reg [3:0] length;  // src/blocks/board/bridge-commands.ts:100:22
  reg [7:0] number;  // src/blocks/board/bridge-commands.ts:101:22
  reg [7:0] opcode;  // src/blocks/board/bridge-commands.ts:102:22
  reg [15:0] address;  // src/blocks/board/bridge-commands.ts:103:23
  reg [31:0] data;  // src/blocks/board/bridge-commands.ts:104:20
  reg isOver;  // src/blocks/board/bridge-commands.ts:105:22
  reg [7:0] lastNumber;  // src/blocks/board/bridge-commands.ts:106:26
  reg hasLast;  // src/blocks/board/bridge-commands.ts:107:23
  reg [2:0] status;  // src/blocks/board/bridge-commands.ts:155:22
  reg [31:0] word;  // src/blocks/board/bridge-commands.ts:156:20
  reg [7:0] count;  // src/blocks/board/bridge-commands.ts:157:21
  reg isBadFrame;  // src/blocks/board/bridge-commands.ts:158:26
  reg [15:0] badFrames;  // src/blocks/board/bridge-commands.ts:159:25
  reg isAddressPending;  // src/blocks/board/bridge-commands.ts:160:32
  reg isDataPending;  // src/blocks/board/bridge-commands.ts:161:29
  reg isReadPending;  // src/blocks/board/bridge-commands.ts:162:29
  reg [7:0] left;  // src/blocks/board/bridge-commands.ts:163:20
  wire isIdle = state == STATE_IDLE;  // src/blocks/board/bridge-commands.ts:89:28
  wire listens = isIdle && !isPassed;  // src/blocks/board/bridge-commands.ts:92:30
  wire comes = contentValid && listens;  // src/blocks/board/bridge-commands.ts:111:37
  wire [7:0] stream = address[7:0];  // src/blocks/board/bridge-commands.ts:109:30
  wire chosen_0 = stream == 8'd2;  // src/blocks/board/bridge-commands.ts:147:55
  wire isPut = opcode == 8'd3;  // src/blocks/board/bridge-commands.ts:110:28
  wire isRepeat = hasLast && number == lastNumber && opcode != 8'd0;  // src/blocks/board/bridge-commands.ts:108:59
  wire storing = comes && isPut && !isRepeat && length >= 4'd3;  // src/blocks/board/bridge-commands.ts:146:10
  wire writes_0 = chosen_0 && storing;  // src/blocks/board/bridge-commands.ts:148:56
  wire chosen_1 = stream == 8'd1;  // src/blocks/board/bridge-commands.ts:147:55
  wire writes_1 = chosen_1 && storing;  // src/blocks/board/bridge-commands.ts:148:56
  wire chosen_2 = stream == 8'd0;  // src/blocks/board/bridge-commands.ts:147:55
  wire writes_2 = chosen_2 && storing;  // src/blocks/board/bridge-commands.ts:148:56
  wire isFull_0 = writes_2 && room[9:0] == 10'd0;  // src/blocks/board/bridge-commands.ts:150:71
  wire isFull_1 = writes_1 && room[19:10] == 10'd0;  // src/blocks/board/bridge-commands.ts:150:71
  wire isFull_2 = writes_0 && room[29:20] == 10'd0;  // src/blocks/board/bridge-commands.ts:150:71
  wire decides = ends && listens;  // src/blocks/board/bridge-commands.ts:165:31
  wire isNew = decides && isGood && !isRepeat;  // src/blocks/board/bridge-commands.ts:166:44
  wire isCommitted = isNew && opcode == 8'd3 && length >= 4'd4 && !isOver;  // src/blocks/board/bridge-commands.ts:171:48
  wire restarts_1 = isGood && decides && opcode == 8'd0 && length == 4'd2;  // src/blocks/board/bridge-commands.ts:169:47
  wire isOwn = address[15];  // src/blocks/board/bridge-commands.ts:181:29
  wire isUsual = address[14:6] == 9'd0;  // src/blocks/board/bridge-commands.ts:193:60
  wire isKnownStream = |{chosen_2, chosen_1, chosen_0};  // src/blocks/board/bridge-commands.ts:170:44
  wire [9:0] rooms_0 = room[9:0];  // src/blocks/board/bridge-commands.ts:183:55
  wire [31:0] ownRegisters_room_weights = {22'd0, rooms_0};  // src/blocks/board/bridge-commands.ts:182:49
  wire [9:0] rooms_1 = room[19:10];  // src/blocks/board/bridge-commands.ts:183:55
  wire [31:0] ownRegisters_room_activations = {22'd0, rooms_1};  // src/blocks/board/bridge-commands.ts:182:49
  wire [9:0] rooms_2 = room[29:20];  // src/blocks/board/bridge-commands.ts:183:55
  wire [31:0] ownRegisters_room_scales = {22'd0, rooms_2};  // src/blocks/board/bridge-commands.ts:182:49
  wire [31:0] ownRegisters_results_held = {22'd0, held};  // src/blocks/board/bridge-commands.ts:182:49
  wire [31:0] ownRegisters_bad_frames = {16'd0, badFrames};  // src/blocks/board/bridge-commands.ts:182:49
  wire reply_fire = reply_valid && reply_ready;  // src/blocks/board/bridge-commands.ts:278:29
  wire isLast_0 = left == 8'd1;  // src/blocks/board/bridge-commands.ts:314:31
  wire isLast_1 = left == 8'd1;  // src/blocks/board/bridge-commands.ts:333:31

  always @(posedge clock) begin  // src/blocks/board/bridge-commands.ts:93:7
    if (reset) begin
      isPassed <= 1'b0;
    end else begin
      if (contentValid && !isIdle) isPassed <= 1'b1;
      if (ends) isPassed <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/board/bridge-commands.ts:113:7
    if (reset) begin
      length <= 4'd0;
      isOver <= 1'b0;
    end else begin
      if (comes) begin
        if (length != 4'd15) length <= length + 4'd1;
      end
      if (ends) begin
        length <= 4'd0;
        isOver <= 1'b0;
      end
      if (|{isFull_0, isFull_1, isFull_2}) isOver <= 1'b1;
    end
  end

  always @(posedge clock) begin  // src/blocks/board/bridge-commands.ts:113:7
    if (comes) begin
      case (length)
        4'd0: number <= content;
        4'd1: opcode <= content;
        4'd2: address <= {address[15:8], content};
        4'd3: address <= {content, address[7:0]};
        default: data <= {content, data[31:8]};
      endcase
    end
  end

  assign write = {writes_0, writes_1, writes_2};  // src/blocks/board/bridge-commands.ts:149:16
  assign commit = isCommitted;  // src/blocks/board/bridge-commands.ts:172:17
  assign rollback = ends && !isCommitted;  // src/blocks/board/bridge-commands.ts:173:19
  assign confirm = isNew;  // src/blocks/board/bridge-commands.ts:174:18
  assign rewind = decides && isGood && isRepeat && opcode == 8'd4 && length == 4'd3;  // src/blocks/board/bridge-commands.ts:175:17
  assign restarts = restarts_1;  // src/blocks/board/bridge-commands.ts:176:19

  always @(posedge clock) begin  // src/blocks/board/bridge-commands.ts:177:7
    if (reset) begin
      badFrames <= 16'd0;
    end else if (ends && !isGood) begin
      badFrames <= badFrames + 16'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/board/bridge-commands.ts:199:7
    if (reset) begin
      hasLast <= 1'b0;
      count <= 8'd0;
      status <= 3'd0;
      state <= STATE_IDLE;
      isReadPending <= 1'b0;
      isAddressPending <= 1'b0;
      isDataPending <= 1'b0;
      word <= 32'd0;
    end else begin
      if (decides) state <= STATE_SEQUENCE;
      if (isNew) begin
        hasLast <= 1'b1;
        count <= 8'd0;
        status <= 3'd2;
        state <= STATE_SEQUENCE;
        if (opcode == 8'd0 && length == 4'd2) begin
          status <= 3'd0;
          state <= STATE_SEQUENCE;
        end
        if ((opcode == 8'd1 && length == 4'd4) || (opcode == 8'd2 && length == 4'd8)) begin
          state <= STATE_BUS;
          if (isOwn || !isUsual) begin
            state <= STATE_SETTLE;
          end else begin
            isReadPending <= opcode == 8'd1 && length == 4'd4;
            isAddressPending <= opcode == 8'd2 && length == 4'd8;
            isDataPending <= opcode == 8'd2 && length == 4'd8;
          end
        end
        if (opcode == 8'd3 && length >= 4'd4 && isKnownStream) begin
          status <= isOver ? 3'd4 : 3'd0;
          state <= STATE_SETTLE;
        end
        if (opcode == 8'd4 && length == 4'd3) begin
          status <= 3'd0;
          state <= STATE_SETTLE;
        end
      end
      case (state)
        STATE_SETTLE: begin
          state <= STATE_SEQUENCE;
          case (opcode)
            8'd1: begin
              status <= 3'd3;
              if (isOwn && address[14:5] == 10'd0) begin
                if (address[4:2] == 3'd0) begin
                  status <= 3'd0;
                  word <= 32'h424c_4d01;
                end
                if (address[4:2] == 3'd1) begin
                  status <= 3'd0;
                  word <= 32'd0;
                end
                if (address[4:2] == 3'd2) begin
                  status <= 3'd0;
                  word <= ownRegisters_room_weights;
                end
                if (address[4:2] == 3'd3) begin
                  status <= 3'd0;
                  word <= ownRegisters_room_activations;
                end
                if (address[4:2] == 3'd4) begin
                  status <= 3'd0;
                  word <= ownRegisters_room_scales;
                end
                if (address[4:2] == 3'd5) begin
                  status <= 3'd0;
                  word <= ownRegisters_results_held;
                end
                if (address[4:2] == 3'd6) begin
                  status <= 3'd0;
                  word <= ownRegisters_bad_frames;
                end
              end
            end
            8'd3: word <= {22'd0, chosen_2 ? rooms_0 : chosen_1 ? rooms_1 : rooms_2};
            8'd4: begin
              word <= {22'd0, held};
              count <= (held > {2'd0, address[7:0]}) ? address[7:0] : held[7:0];
            end
            default: status <= 3'd3;
          endcase
        end
        STATE_BUS: begin
          if (bus_awready) isAddressPending <= 1'b0;
          if (bus_wready) isDataPending <= 1'b0;
          if (bus_arready) isReadPending <= 1'b0;
          if (bus_isAnswered) begin
            status <= bus_isError ? 3'd3 : 3'd0;
            if (opcode == 8'd1) word <= bus_answer;
            state <= STATE_SEQUENCE;
          end
        end
        STATE_SEQUENCE: if (reply_fire) state <= STATE_STATUS;
        STATE_STATUS: if (reply_fire) state <= STATE_WORD;
        STATE_WORD: begin
          if (reply_fire) begin
            word <= {word[7:0], word[31:8]};
            if (isLast_0) begin
              state <= STATE_FETCH;
              if (isBadFrame || count == 8'd0) state <= STATE_IDLE;
            end
          end
        end
        STATE_FETCH: state <= STATE_DATA;
        STATE_DATA: begin
          if (reply_fire) begin
            state <= STATE_FETCH;
            if (isLast_1) state <= STATE_IDLE;
          end
        end
        default: ;
      endcase
    end
  end

  always @(posedge clock) begin  // src/blocks/board/bridge-commands.ts:199:7
    if (decides) isBadFrame <= !isGood;
  end

  always @(posedge clock) begin  // src/blocks/board/bridge-commands.ts:203:7
    if (isNew) lastNumber <= number;
  end

  always @* begin  // src/blocks/board/bridge-commands.ts:275:22
    reply_valid = 1'b0;
    reply_data_bits = 8'd0;
    reply_data_last = 1'b0;
    case (state)
      STATE_SEQUENCE: begin
        reply_valid = 1'b1;
        reply_data_bits = number;
        reply_data_last = 1'b0;
      end
      STATE_STATUS: begin
        reply_valid = 1'b1;
        reply_data_bits = isBadFrame ? 8'd1 : {5'd0, status};
        reply_data_last = 1'b0;
      end
      STATE_WORD: begin
        reply_valid = 1'b1;
        reply_data_bits = word[7:0];
        reply_data_last = isLast_0 && (isBadFrame || count == 8'd0);
      end
      STATE_DATA: begin
        reply_valid = 1'b1;
        reply_data_bits = result;
        reply_data_last = isLast_1;
      end
      default: ;
    endcase
  end

  always @* begin  // src/blocks/board/bridge-commands.ts:277:15
    take = 1'b0;
    if (state == STATE_DATA) begin
      if (reply_fire) take = 1'b1;
    end
  end

  always @(posedge clock) begin  // src/blocks/board/bridge-commands.ts:279:7
    case (state)
      STATE_SEQUENCE: left <= 8'd4;
      STATE_WORD: begin
        if (reply_fire) begin
          left <= left - 8'd1;
          if (isLast_0) left <= count;
        end
      end
      STATE_DATA: if (reply_fire) left <= left - 8'd1;
      default: ;
    endcase
  end

  assign bus_address = address[5:0];  // src/blocks/board/bridge-commands.ts:346:22
  assign bus_data = data;  // src/blocks/board/bridge-commands.ts:347:19
  assign bus_awvalid = isAddressPending;  // src/blocks/board/bridge-commands.ts:348:22
  assign bus_wvalid = isDataPending;  // src/blocks/board/bridge-commands.ts:349:21
  assign bus_arvalid = isReadPending;  // src/blocks/board/bridge-commands.ts:350:22
  assign isBusy = !isIdle;  // src/blocks/board/bridge-commands.ts:351:17

endmodule

`default_nettype wire
