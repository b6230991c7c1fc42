import { expect, it } from "vitest";
import { samplesIn, secondsOf, writeOgg } from "@/features/composer/voice/ogg";
import { readWebm } from "@/features/composer/voice/webm";

const element = (id: number[], body: readonly number[], unknown = false) => [...id, ...(unknown ? [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff] : [0x10 | (body.length >> 24), (body.length >> 16) & 255, (body.length >> 8) & 255, body.length & 255]), ...body];
const text = (s: string) => [...new TextEncoder().encode(s)];
const head = [...text("OpusHead"), 1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0]; // pre-skip 312
const packet = (length: number, toc = 0x78) => [toc, ...Array.from({ length: length - 1 }, (_, i) => (i * 7) & 255)]; // one frame of 20 ms, hybrid
const block = (body: number[]) => element([0xa3], [0x81, 0, 20, 0x80, ...body]);

/** As a browser records: sizes of the segment and its clusters unknown, elements in between that nobody asked for. */
function webm(packets: number[][], codec = "A_OPUS") {
  const track = element([0xae], [...element([0xd7], [1]), ...element([0x86], text(codec)), ...element([0x63, 0xa2], head)]);
  const halves = [packets.slice(0, packets.length / 2), packets.slice(packets.length / 2)];
  const clusters = halves.flatMap((half) => [...element([0x1f, 0x43, 0xb6, 0x75], [], true), ...element([0xe7], [0]), ...half.flatMap(block)]);
  return Uint8Array.from([...element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], text("webm"))), ...element([0x18, 0x53, 0x80, 0x67], [], true), ...element([0xec], [1, 2, 3]), ...element([0x16, 0x54, 0xae, 0x6b], track), ...clusters]);
}

type Page = { flags: number; granule: number; sequence: number; packets: Uint8Array[] };

/** Reads Ogg pages on its own, with the checksum computed bit by bit. */
function pagesOf(bytes: Uint8Array): Page[] {
  const pages: Page[] = [];
  for (let at = 0; at < bytes.length; ) {
    const view = new DataView(bytes.buffer, at);
    const count = bytes[at + 26]!;
    const lacing = bytes.slice(at + 27, at + 27 + count);
    const size = 27 + count + lacing.reduce((sum, n) => sum + n, 0);
    const whole = bytes.slice(at, at + size);
    expect(new TextDecoder().decode(whole.slice(0, 4))).toBe("OggS");
    whole.fill(0, 22, 26);
    let crc = 0;
    for (const byte of whole) for (let bit = 7; bit >= 0; bit--) crc = ((crc << 1) ^ (((crc >>> 31) ^ (byte >> bit)) & 1 ? 0x04c11db7 : 0)) >>> 0;
    expect(view.getUint32(22, true)).toBe(crc);
    const packets: Uint8Array[] = [];
    let [from, length] = [27 + count, 0];
    for (const n of lacing) {
      length += n;
      if (n === 255) continue;
      packets.push(whole.slice(from, from + length));
      from += length;
      length = 0;
    }
    pages.push({ flags: bytes[at + 5]!, granule: Number(view.getBigUint64(6, true)), sequence: view.getUint32(18, true), packets });
    at += size;
  }
  return pages;
}

it("knows the length of every form of packet", () => {
  const forms: [number[], number][] = [[[0x00], 480], [[0x18], 2880], [[0x78], 960], [[0x70], 480], [[0x80], 120], [[0xf8], 960], [[0xf9], 1920], [[0xfb, 0x83], 2880], [[], 0]];
  for (const [bytes, samples] of forms) expect(samplesIn(Uint8Array.from(bytes)), String(bytes)).toBe(samples);
});

it("packs the packets of a WebM anew as Ogg pages, whole and in order", async () => {
  const sent = Array.from({ length: 120 }, (_, i) => packet([80, 254, 255, 256, 700][i % 5]!));
  const stream = readWebm(webm(sent));
  expect(secondsOf(stream)).toBeCloseTo(2.4 - 312 / 48000);
  const ogg = writeOgg(stream, 7);
  expect(ogg.type).toBe("audio/ogg; codecs=opus");
  const pages = pagesOf(new Uint8Array(await ogg.arrayBuffer()));
  expect(pages.map((p) => p.sequence)).toEqual(pages.map((_, i) => i));
  expect(pages[0]!.flags).toBe(2);
  expect([...pages[0]!.packets[0]!]).toEqual([...text("OpusHead"), 1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0]);
  expect(new TextDecoder().decode(pages[1]!.packets[0]!.slice(0, 8))).toBe("OpusTags");
  const sound = pages.slice(2);
  expect(sound.flatMap((p) => p.packets.map((b) => [...b]))).toEqual(sent);
  expect(sound.map((p) => p.flags)).toEqual(sound.map((_, i) => (i === sound.length - 1 ? 4 : 0)));
  let samples = 0;
  for (const page of sound) {
    samples += page.packets.length * 960;
    expect(page.granule).toBe(samples);
    expect(page.packets.length).toBeLessThanOrEqual(50);
  }
});

it("reads what was cut off up to its last whole packet, and refuses other sound", () => {
  const whole = webm([packet(90), packet(90)]);
  expect(readWebm(whole.slice(0, -20)).packets.length).toBe(1);
  expect(() => readWebm(webm([packet(90)], "A_VORBIS"))).toThrow("not Opus");
  expect(() => readWebm(Uint8Array.from([1, 2, 3]))).toThrow("no sound");
});
