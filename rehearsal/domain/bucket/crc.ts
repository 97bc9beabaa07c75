/** A running checksum over chunks of bytes. */
export interface Crc {
  update(chunk: Uint8Array): void;
  /** The value's bytes, the most significant first: what S3 has in base64. */
  bytes(): Uint8Array;
}

// Reflected polynomials. Sources: RFC 3720, appendix B.4 (CRC32C); NVM Express NVM Command Set, "64b CRC Polynomials".
const CRC32C_TABLE = table32(0x82f63b78);
const CRC64 = table64(0x9a6c9329, 0xac4bc9b5);

export function crc32c(): Crc {
  let crc = 0xffffffff;
  return {
    update(chunk) {
      for (const byte of chunk) crc = (CRC32C_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
    },
    bytes: () => bigEndian([~crc]),
  };
}

export function crc64nvme(): Crc {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(chunk) {
      for (const byte of chunk) {
        const index = (low ^ byte) & 0xff;
        low = (CRC64.low[index] as number) ^ ((low >>> 8) | (high << 24));
        high = (CRC64.high[index] as number) ^ (high >>> 8);
      }
    },
    bytes: () => bigEndian([~high, ~low]),
  };
}

function bigEndian(words: number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  for (const [index, word] of words.entries()) new DataView(bytes.buffer).setUint32(index * 4, word >>> 0);
  return bytes;
}

function table32(polynomial: number): Int32Array {
  const table = new Int32Array(256);
  for (let index = 0; index < 256; index++) {
    let crc = index;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    table[index] = crc;
  }
  return table;
}

/** Numbers of 64 bits in two halves: BigInt would be a hundred times slower. */
function table64(polynomialHigh: number, polynomialLow: number): { high: Int32Array; low: Int32Array } {
  const [highs, lows] = [new Int32Array(256), new Int32Array(256)];
  for (let index = 0; index < 256; index++) {
    let [high, low] = [0, index];
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (isOdd) [high, low] = [high ^ polynomialHigh, low ^ polynomialLow];
    }
    highs[index] = high;
    lows[index] = low;
  }
  return { high: highs, low: lows };
}
