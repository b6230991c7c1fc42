/** A point in WGS 84 degrees; the name only where a link tells it. */
export type Point = { latitude: number; longitude: number; name?: string };

const number = String.raw`[-+]?\d{1,3}(?:\.\d+)?`;
const pair = `(${number})\\s*,\\s*(${number})`;
const inLinks = [
  new RegExp(`!3d(${number})!4d(${number})`), // Google: the marked place, which is not the middle of the view
  new RegExp(`[?&#]mlat=(${number})&(?:amp;)?mlon=(${number})`), // OpenStreetMap: the mark
  new RegExp(`[?&](?:q|query|ll|coordinate|destination|daddr|center)=(?:loc:)?${pair}`), // Google, Apple
  new RegExp(`@${pair}`), // Google: the middle of the view
  new RegExp(`/(?:place|search|dir)/(?:[^/]*/)*?${pair}`),
  new RegExp(`#map=\\d+(?:\\.\\d+)?/(${number})/(${number})`), // OpenStreetMap: the middle of the view
];

/** Reads "lat, long" as people and maps write it, a geo: address, or a link of a map; null when there is no point in it. */
export function pointIn(text: string): Point | null {
  const typed = text.trim();
  const geo = new RegExp(`^geo:${pair}`, "i").exec(typed);
  if (geo) return point(geo[1], geo[2]);
  return /^https?:\/\//i.test(typed) ? pointInLink(typed) : (decimal(typed) ?? sexagesimal(typed));
}

function pointInLink(link: string): Point | null {
  const plain = decoded(link);
  for (const pattern of inLinks) {
    const found = pattern.exec(plain);
    const at = found && point(found[1], found[2]);
    if (at) return { ...at, name: nameIn(link) };
  }
  return null;
}

/** Google writes a place's name into the path: /maps/place/Casa+Batll%C3%B3/@41.39,2.16,17z */
function nameIn(link: string): string | undefined {
  const part = /\/maps\/place\/([^/@?]+)/.exec(link)?.[1];
  const name = part && decoded(part.replaceAll("+", " ")).trim();
  return name && !pointIn(name) ? name : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** 41.3851, 2.1734 · 41,3851; 2,1734 · 41.3851° N 2.1734° E */
function decimal(text: string): Point | null {
  const dotted = /^[-+]?\d+,\d+\s*[;\s]\s*[-+]?\d+,\d+$/.test(text) ? text.replaceAll(",", ".") : text;
  const found = new RegExp(`^\\(?(${number})\\s*°?\\s*([NS])?\\s*[,;\\s]\\s*(${number})\\s*°?\\s*([EW])?\\)?$`, "i").exec(dotted);
  return found ? point(signed(found[1], found[2]), signed(found[3], found[4])) : null;
}

/** 41°23'06.2"N 2°10'24.2"E */
function sexagesimal(text: string): Point | null {
  const angle = String.raw`(\d{1,3})°\s*(\d{1,2})['′’]\s*(?:(\d{1,2}(?:\.\d+)?)["″”]\s*)?`;
  const f = new RegExp(`^${angle}([NS])[,\\s]*${angle}([EW])$`, "i").exec(text);
  if (!f) return null;
  const degrees = (at: number) => Number(f[at]) + Number(f[at + 1]) / 60 + Number(f[at + 2] ?? 0) / 3600;
  return point(signed(degrees(1).toFixed(6), f[4]), signed(degrees(5).toFixed(6), f[8]));
}

const signed = (degrees = "", side = "") => (/[sw]/i.test(side) ? `-${degrees}` : degrees);

function point(latitude: string | undefined, longitude: string | undefined): Point | null {
  const at = { latitude: axisOf(latitude, 90), longitude: axisOf(longitude, 180) };
  return at.latitude === null || at.longitude === null ? null : { latitude: at.latitude, longitude: at.longitude };
}

/** Degrees that lie within the limit; null for anything else. */
export function axisOf(text: string | undefined, limit: number): number | null {
  const typed = (text ?? "").trim().replace(",", ".");
  const degrees = typed === "" ? NaN : Number(typed);
  return Math.abs(degrees) <= limit ? degrees : null;
}
