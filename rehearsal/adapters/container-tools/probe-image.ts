import { pack } from 'tar-stream';

/** What the program in the image exits with: no runtime's own failures look like it (docker uses 125 to 127). */
export const PROBE_STATUS = 42;

/** `exit(42)` in machine code, by Node's name of the processor. Sources: Linux system call tables, exit is 60 and 93. */
const EXIT: Record<string, { machine: number; code: string }> = {
  // mov edi, 42; mov eax, 60; syscall
  x64: { machine: 62, code: 'bf2a000000b83c0000000f05' },
  // mov x0, #42; mov x8, #93; svc #0
  arm64: { machine: 183, code: '400580d2a80b80d2010000d4' },
};

/** The root of an image with one program, `/probe`, as a tar: no registry is asked, and nothing of this machine is in it. */
export async function probeImage(architecture: string = process.arch): Promise<Buffer> {
  const exit = EXIT[architecture];
  if (!exit) throw new Error(`there is no probe for the processor ${architecture}`);
  const tar = pack();
  tar.entry(
    { name: 'probe', mode: 0o755, mtime: new Date(0) },
    executable(exit.machine, Buffer.from(exit.code, 'hex')),
  );
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const HEADERS = 64 + 56;
const BASE = 0x400000n;

/** A static ELF file with one segment that holds everything. Source: elf(5), Elf64_Ehdr and Elf64_Phdr. */
function executable(machine: number, code: Buffer): Buffer {
  const file = Buffer.alloc(HEADERS + code.length);
  // 64 bits, little-endian, version 1.
  file.write('\u007FELF\u0002\u0001\u0001', 'latin1');
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BASE + BigInt(HEADERS), 24);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  // PT_LOAD, readable and executable; file offset 0.
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(5, 68);
  for (const [offset, value] of [
    [80, BASE],
    [88, BASE],
    [96, BigInt(file.length)],
    [104, BigInt(file.length)],
    [112, 0x10000n],
  ] as const)
    file.writeBigUInt64LE(value, offset);
  code.copy(file, HEADERS);
  return file;
}
