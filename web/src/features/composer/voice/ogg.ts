import type { OpusStream } from "./webm";

const rate = 48_000; // Hz; the clock of every Opus stream, whatever was recorded
const pageSamples = rate; // a page holds a second at most
const segments = 255; // of up to 255 bytes, in a page
const mark = { first: 0x02, last: 0x04 } as const;

/**
 * Writes Opus packets as an Ogg file (RFC 3533, RFC 7845): the form in which
 * WhatsApp takes a voice message. The head says one channel: a decoder mixes
 * packets of two down by itself.
 */
export function writeOgg({ preSkip, packets }: OpusStream, serial = crypto.getRandomValues(new Uint32Array(1))[0]!): Blob {
  const pages = [page([opusHead(preSkip)], 0, mark.first, serial, 0), page([opusTags()], 0, 0, serial, 1)];
  let samples = 0;
  for (let from = 0; from < packets.length; ) {
    const to = endOfPage(packets, from);
    const held = packets.slice(from, to);
    samples += held.reduce((sum, packet) => sum + samplesIn(packet), 0);
    pages.push(page(held, samples, to === packets.length ? mark.last : 0, serial, pages.length));
    from = to;
  }
  return new Blob(pages, { type: "audio/ogg; codecs=opus" });
}

/** How long the packets sound, in seconds. */
export const secondsOf = ({ preSkip, packets }: OpusStream) => Math.max(0, packets.reduce((sum, packet) => sum + samplesIn(packet), 0) - preSkip) / rate;

/** The samples in a packet, from its first bytes (RFC 6716, 3.1 and 3.2.5). */
export function samplesIn(packet: Uint8Array): number {
  const toc = packet[0];
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const ms = config < 12 ? [10, 20, 40, 60][config & 3]! : config < 16 ? [10, 20][config & 1]! : [2.5, 5, 10, 20][config & 3]!;
  const frames = [1, 2, 2, (packet[1] ?? 0) & 0x3f][toc & 3]!;
  return frames * ms * (rate / 1000);
}

/** The first packet that no longer fits: packets stay whole, and a page is short enough to seek in. */
function endOfPage(packets: readonly Uint8Array[], from: number): number {
  let [to, lacing, samples] = [from, 0, 0];
  for (; to < packets.length; to++) {
    lacing += lacingOf(packets[to]!).length;
    samples += samplesIn(packets[to]!);
    if (to > from && (lacing > segments || samples > pageSamples)) break;
  }
  return to;
}

/** A packet's length in steps of 255; what is below ends it. */
function lacingOf(packet: Uint8Array): number[] {
  return [...new Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
}

function page(packets: readonly Uint8Array[], granule: number, flags: number, serial: number, sequence: number): Uint8Array<ArrayBuffer> {
  const lacing = packets.flatMap(lacingOf);
  const head = 27 + lacing.length;
  const bytes = new Uint8Array(head + packets.reduce((sum, packet) => sum + packet.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(ascii("OggS"));
  view.setUint8(5, flags);
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  view.setUint8(26, lacing.length);
  bytes.set(lacing, 27);
  let at = head;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

function opusHead(preSkip: number): Uint8Array {
  const bytes = new Uint8Array(19);
  const view = new DataView(bytes.buffer);
  bytes.set(ascii("OpusHead"));
  view.setUint8(8, 1); // version
  view.setUint8(9, 1); // channels
  view.setUint16(10, preSkip, true);
  view.setUint32(12, rate, true);
  return bytes;
}

function opusTags(): Uint8Array {
  const vendor = ascii("Relevo");
  const bytes = new Uint8Array(16 + vendor.length);
  bytes.set(ascii("OpusTags"));
  new DataView(bytes.buffer).setUint32(8, vendor.length, true);
  bytes.set(vendor, 12); // and no comments
  return bytes;
}

const ascii = (text: string) => new TextEncoder().encode(text);

/** CRC-32 with the polynomial 0x04c11db7, not reflected, from 0; over the page with 0 in its place. */
function checksum(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = (crc << 8) ^ table[(crc >>> 24) ^ byte]!;
  return crc >>> 0;
}

const table = Int32Array.from({ length: 256 }, (_, i) => {
  let crc = i << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
