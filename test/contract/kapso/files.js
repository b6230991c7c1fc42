// The smallest files that each kind of message takes.

/** Files by name, with what a web server says of them. */
export const files = {
  "a.png": {
    type: "image/png",
    bytes: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
  },
  "a.mp4": { type: "video/mp4", bytes: Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat", "latin1") },
  "a.mp3": {
    type: "audio/mpeg",
    bytes: Buffer.concat([Buffer.from("ID3\x03\0\0\0\0\0\0", "latin1"), Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)]),
  },
  "a.pdf": { type: "application/pdf", bytes: Buffer.from("%PDF-1.4\n%%EOF\n", "latin1") },
  "a.webp": { type: "image/webp", bytes: Buffer.from("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA", "base64") },
};

/** The file that a kind of message is tried with. */
export const fileOf = { image: "a.png", video: "a.mp4", audio: "a.mp3", document: "a.pdf", sticker: "a.webp" };
