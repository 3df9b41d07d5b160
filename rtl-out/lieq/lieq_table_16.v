`default_nettype none

// Layer table of 16 entries.
module lieq_table_16 (  // src/blocks/lieq/table.ts:26:3
  input  wire        clock,
  input  wire        write,
  input  wire [3:0]  writeIndex,
  input  wire [2:0]  written_format,
  input  wire [19:0] written_m,
  input  wire [19:0] written_n,
  input  wire [15:0] written_k,
  input  wire [31:0] written_weightsBase,
  input  wire [31:0] written_weightsBytes,
  input  wire [31:0] written_scalesBase,
  input  wire [31:0] written_scalesBytes,
  input  wire [31:0] written_activationsBase,
  input  wire [31:0] written_resultsBase,
  input  wire [31:0] written_resultsBytes,
  input  wire [3:0]  index,
  output wire [2:0]  entry_format,
  output wire [19:0] entry_m,
  output wire [19:0] entry_n,
  output wire [15:0] entry_k,
  output wire [31:0] entry_weightsBase,
  output wire [31:0] entry_weightsBytes,
  output wire [31:0] entry_scalesBase,
  output wire [31:0] entry_scalesBytes,
  output wire [31:0] entry_activationsBase,
  output wire [31:0] entry_resultsBase,
  output wire [31:0] entry_resultsBytes
);

  reg [282:0] entries [0:15];  // src/blocks/lieq/table.ts:36:23
  reg [282:0] entries_word;  // src/blocks/lieq/table.ts:38:29

  always @(posedge clock) begin  // src/blocks/lieq/table.ts:37:15
    if (write) begin
      entries[writeIndex] <= {
          written_resultsBytes, written_resultsBase, written_activationsBase, written_scalesBytes, written_scalesBase,
          written_weightsBytes, written_weightsBase, written_k, written_n, written_m, written_format
      };
    end
    entries_word <= entries[index];
  end

  assign entry_format = entries_word[2:0];  // src/blocks/lieq/table.ts:38:13
  assign entry_m = entries_word[22:3];  // src/blocks/lieq/table.ts:38:13
  assign entry_n = entries_word[42:23];  // src/blocks/lieq/table.ts:38:13
  assign entry_k = entries_word[58:43];  // src/blocks/lieq/table.ts:38:13
  assign entry_weightsBase = entries_word[90:59];  // src/blocks/lieq/table.ts:38:13
  assign entry_weightsBytes = entries_word[122:91];  // src/blocks/lieq/table.ts:38:13
  assign entry_scalesBase = entries_word[154:123];  // src/blocks/lieq/table.ts:38:13
  assign entry_scalesBytes = entries_word[186:155];  // src/blocks/lieq/table.ts:38:13
  assign entry_activationsBase = entries_word[218:187];  // src/blocks/lieq/table.ts:38:13
  assign entry_resultsBase = entries_word[250:219];  // src/blocks/lieq/table.ts:38:13
  assign entry_resultsBytes = entries_word[282:251];  // src/blocks/lieq/table.ts:38:13

endmodule

`default_nettype wire
