"""Reads a LieQ program as docs/lieq-program.md states it, works every result out again, and prints the layer table as JSON.

A separate program made from that page, against which `bitloom disassemble` is held. Python 3, standard library only:
python3 lieq_program_reference.py DIR
"""

import json
import os
import struct
import sys
import zlib

IMAGES = ("weights", "scales", "activations", "results")
FORMATS = ("fineq", "w2", "w3", "w4", "w8")
# Bytes of a word, weights of a word, bits of a code (0: FineQ block).
WORDS = {"fineq": (7, 24, 0), "w2": (8, 32, 2), "w3": (6, 16, 3), "w4": (8, 16, 4), "w8": (8, 8, 8)}


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def expect(condition, what):
    if not condition:
        sys.exit("wrong: " + what)


def read_program(folder):
    """Rows and columns of the array, images by name, and (name, register writes) of each layer."""
    data = read(folder, "program.bin")
    words = struct.unpack("<%dI" % (len(data) // 4), data)
    expect(words[:3] == (0x5145494C, 1, len(data)), "magic, version or length")
    expect(words[3] == zlib.crc32(data[16:]), "checksum")
    images = {}
    for at, name in enumerate(IMAGES):
        images[name] = read(folder, name + ".bin")
        expect(len(images[name]) == words[6 + 2 * at], "length of " + name)
        expect(zlib.crc32(images[name]) == words[7 + 2 * at], "checksum of " + name)
    layers, registers, name, runs, at = [], {}, None, 0, 16
    while words[at] >> 24 != 5:
        operation, low = words[at] >> 24, words[at] & 0xFFFF
        if operation == 1:
            registers[low] = words[at + 1]
            if low == 0x4C and words[at + 1] >> 31:
                layers.append((name, runs, dict(registers)))
            runs += low == 0
            at += 2
        elif operation in (2, 3):
            at += 3
        elif operation == 4:
            count = (low + 3) // 4
            name = struct.pack("<%dI" % count, *words[at + 1 : at + 1 + count])[:low].decode()
            at += 1 + count
        else:
            sys.exit("wrong: operation %d" % operation)
    expect(at == len(words) - 1 and len(layers) == words[14] and runs == words[15], "number of layers or runs")
    return words[4] & 0xFF, words[4] >> 8 & 0xFF, images, layers


def block(word):
    """The 24 weights of a FineQ block."""
    data = int.from_bytes(word[1:], "little")
    weights = []
    for cluster in range(8):
        d, index = data >> 6 * cluster & 63, word[0] >> 2 * (cluster // 2) & 3
        if index == 0:
            weights += [(-1 if d >> 2 * j & 2 else 1) * (d >> 2 * j & 1) for j in range(3)]
        else:
            three = [(-1 if field & 4 else 1) * (field & 3) for field in (d & 7, d >> 3)]
            three.insert(index - 1, 0)
            weights += three
    return weights


def codes(word, count, bits):
    value = int.from_bytes(word, "little")
    return [value >> bits * i & (1 << bits) - 1 for i in range(count)]


def signed(data):
    return int.from_bytes(data, "little", signed=True)


def check_layer(rows, columns, images, registers):
    """Recomputes the layer's results; returns its line of the table."""
    kind = FORMATS[registers[0x20]]
    m, n, k = registers[0x24], registers[0x28], registers[0x2C]
    word_bytes, word_weights, bits = WORDS[kind]
    span = 128 if bits else k
    groups = -(-k // span)
    weights = [[] for _ in range(n)]
    scales = [[] for _ in range(n)]
    weight_at, scale_at = registers[0x30], registers[0x38]
    for first in range(0, n, columns):
        tile = range(first, min(n, first + columns))
        for _ in range(-(-k // word_weights)):
            for channel in tile:
                word = images["weights"][weight_at : weight_at + word_bytes]
                weights[channel] += codes(word, word_weights, bits) if bits else block(word)
                weight_at += word_bytes
        weight_at = registers[0x30] + (weight_at - registers[0x30] + 7) // 8 * 8
        for _ in range(groups):
            for channel in tile:
                scales[channel].append(struct.unpack("<HBB", images["scales"][scale_at : scale_at + 4]))
                scale_at += 4
    expect(weight_at - registers[0x30] == registers[0x34], "weights_bytes")
    expect(scale_at - registers[0x38] == registers[0x3C], "scales_bytes")

    activation_at = registers[0x40]
    activations = []
    for first in range(0, m, rows):
        tile = images["activations"][activation_at : activation_at + rows * k]
        activations += [[signed(tile[i * rows + r : i * rows + r + 1]) for i in range(k)] for r in range(min(rows, m - first))]
        activation_at += rows * k

    result_at = registers[0x44]
    for first_row in range(0, m, rows):
        for first in range(0, n, columns):
            for row in reversed(range(first_row, min(m, first_row + rows))):
                for channel in range(first, min(n, first + columns)):
                    total = 0
                    for group, (half, zero, _) in enumerate(scales[channel]):
                        part = range(group * span, min(k, (group + 1) * span))
                        dot = sum((weights[channel][i] - zero) * activations[row][i] for i in part)
                        exponent, fraction = half >> 10, half & 1023
                        total += dot * (fraction if exponent == 0 else 1024 + fraction << exponent - 1)
                    expect(signed(images["results"][result_at : result_at + 10]) == total, "result")
                    result_at += 10
    expect(result_at - registers[0x44] == registers[0x48], "results_bytes")
    bases = {name: registers[address] for name, address in zip(IMAGES, (0x30, 0x38, 0x40, 0x44))}
    first_weights = [channel[:k] for channel in weights]
    return {"format": kind, "m": m, "n": n, "k": k, "bases": bases, "weights": first_weights}


def main():
    rows, columns, images, layers = read_program(sys.argv[1])
    table = []
    for name, run, registers in layers:
        line = {"name": name, "run": run, "entry": registers[0x4C] & 0x3FF}
        line.update(check_layer(rows, columns, images, registers))
        table.append(line)
    json.dump(table, sys.stdout)


if __name__ == "__main__":
    main()
