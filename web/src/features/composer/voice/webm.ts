/** What a recording in WebM holds of sound: the packets in their order, as the encoder made them. */
export type OpusStream = { preSkip: number; packets: Uint8Array[] };

// Element ids (RFC 9559). Of a master that stands here its children are read; its size may be unknown, as in every live recording.
const masters = new Set([0x18538067, 0x1654ae6b, 0xae, 0x1f43b675, 0xa0]); // Segment, Tracks, TrackEntry, Cluster, BlockGroup
const codecId = 0x86;
const codecPrivate = 0x63a2;
const simpleBlock = 0xa3;
const block = 0xa1;

const usualPreSkip = 312; // samples; what libopus needs at 48 kHz

/** Reads the Opus packets of a WebM file with one track; throws when it is something else. */
export function readWebm(bytes: Uint8Array): OpusStream {
  const stream: OpusStream = { preSkip: usualPreSkip, packets: [] };
  let codec = "";
  for (let at = 0; at < bytes.length; ) {
    const id = vint(bytes, at, true);
    const size = id && vint(bytes, at + id.length, false);
    if (!size) break; // the last part was cut off
    const body = at + id.length + size.length;
    if (masters.has(id.value)) {
      at = body;
      continue;
    }
    const content = bytes.subarray(body, body + size.value);
    if (content.length < size.value) break;
    if (id.value === codecId) codec = new TextDecoder().decode(content);
    if (id.value === codecPrivate) stream.preSkip = preSkipOf(content) ?? usualPreSkip;
    if (id.value === simpleBlock || id.value === block) stream.packets.push(packetOf(content));
    at = body + size.value;
  }
  if (codec !== "A_OPUS") throw new Error(`the recording holds ${codec || "no sound"}, not Opus`);
  return stream;
}

/** A number of variable length: the first byte's leading zeros say how many follow. Ids keep their mark. */
function vint(bytes: Uint8Array, at: number, keepMark: boolean): { value: number; length: number } | undefined {
  const first = bytes[at];
  if (!first || at + Math.clz32(first) - 23 > bytes.length) return undefined;
  const length = Math.clz32(first) - 23;
  let value = keepMark ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!;
  return { value, length };
}

/** The packet behind the track's number, two bytes of time and one of flags. */
function packetOf(content: Uint8Array): Uint8Array {
  const track = vint(content, 0, false);
  const flags = track && content[track.length + 2];
  if (flags === undefined) throw new Error("a block is cut off");
  if (flags & 0x06) throw new Error("a block is laced");
  return content.subarray(track!.length + 3);
}

/** OpusHead (RFC 7845, 5.1) stands as it is in the track's private data. */
function preSkipOf(head: Uint8Array): number | undefined {
  return head.length >= 19 ? head[10]! | (head[11]! << 8) : undefined;
}
