import type { IconName } from "@/ui/icon";
import type { Node, Outgoing } from "./control";

export type Kind = "image" | "video" | "voice" | "document" | "sticker" | "location" | "contacts" | "order";
export const kindIcons: Record<Kind, IconName> = { image: "image", video: "video", voice: "mic", document: "clip", sticker: "sticker", location: "pin", contacts: "contact", order: "list" };
export const kindNames = Object.keys(kindIcons) as Kind[];
export const fileTypes: Partial<Record<Kind, string>> = { image: "image/jpeg,image/png", video: "video/mp4,video/3gpp", voice: "audio/*", document: "", sticker: "image/webp" };

/** What a form of the controls holds. */
export type Filled = { caption: string; place: string; latitude: string; longitude: string; name: string; phone: string; note: string };
export const nothingFilled: Filled = { caption: "", place: "", latitude: "", longitude: "", name: "", phone: "", note: "" };

/** The message of a kind; what is left empty becomes the simulator's sample. */
export function messageOf(kind: Kind, f: Filled): Outgoing {
  switch (kind) {
    case "location": {
      const [latitude, longitude] = [Number(f.latitude), Number(f.longitude)];
      if (!f.latitude.trim() || !f.longitude.trim() || !Number.isFinite(latitude) || !Number.isFinite(longitude)) return { type: kind };
      const location: Node = { latitude, longitude, ...(f.place.trim() && { name: f.place.trim() }) };
      return { type: kind, location };
    }
    case "contacts": {
      const name = f.name.trim();
      if (!name) return { type: kind };
      const phones = f.phone.trim() ? [{ phone: f.phone.trim(), type: "CELL" }] : [];
      return { type: kind, contacts: [{ name: { formatted_name: name, first_name: name }, phones }] };
    }
    case "order":
      return { type: kind };
    default:
      return { type: kind, ...(f.caption.trim() && kind !== "voice" && kind !== "sticker" && { caption: f.caption.trim() }) };
  }
}

/** A file that looks and sounds like something; none where the simulator has a good one. */
export async function sampleOf(kind: Kind): Promise<File | undefined> {
  if (kind === "voice") return fetched(new URL("./voice.ogg", import.meta.url), "voice.ogg", "audio/ogg; codecs=opus");
  if (kind === "video") return fetched(new URL("./video.mp4", import.meta.url), "clip.mp4", "video/mp4");
  return kind === "sticker" ? drawnSticker() : undefined;
}

async function fetched(url: URL, name: string, type: string): Promise<File> {
  const response = await fetch(url);
  return new File([await response.blob()], name, { type });
}

/** A smiling face in the accent colours of the page. */
async function drawnSticker(): Promise<File | undefined> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 512;
  const pen = canvas.getContext("2d");
  if (!pen) return undefined;
  const style = getComputedStyle(document.documentElement);
  const disc = (x: number, y: number, r: number, colour: string) => {
    pen.fillStyle = style.getPropertyValue(colour);
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fill();
  };
  disc(256, 256, 236, "--on-photo");
  disc(256, 256, 212, "--amber");
  disc(184, 216, 26, "--on-amber");
  disc(328, 216, 26, "--on-amber");
  pen.strokeStyle = style.getPropertyValue("--on-amber");
  pen.lineWidth = 26;
  pen.lineCap = "round";
  pen.beginPath();
  pen.arc(256, 268, 112, 0.15 * Math.PI, 0.85 * Math.PI);
  pen.stroke();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/webp", 0.9));
  return blob?.type === "image/webp" ? new File([blob], "smile.webp", { type: blob.type }) : undefined; // a browser without WebP keeps the simulator's
}
