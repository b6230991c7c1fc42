// Files to send.
export const documentFile = { name: "Lamp, care and assembly.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n") };

/** A small drawing of a lamp in a dark room. */
export const lamp = async (page) => ({ name: "lamp.png", mimeType: "image/png", buffer: Buffer.from(await page.evaluate(drawn)) });

async function drawn() {
  const canvas = new OffscreenCanvas(1200, 900);
  const pen = canvas.getContext("2d");
  const glow = pen.createRadialGradient(600, 420, 40, 600, 420, 720);
  glow.addColorStop(0, "moccasin");
  glow.addColorStop(1, "darkslategray");
  pen.fillStyle = glow;
  pen.fillRect(0, 0, 1200, 900);
  pen.fillStyle = "steelblue";
  pen.fillRect(450, 250, 300, 220);
  pen.fillStyle = "saddlebrown";
  pen.fillRect(588, 470, 24, 300);
  pen.fillRect(480, 770, 240, 30);
  return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
}
