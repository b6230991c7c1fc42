/** How many bars a voice message is drawn with. */
export const bars = 44;
const largest = 4_000_000; // bytes; a longer sound keeps its plain line
const rate = 8000; // Hz; the shape needs no more, and a decoded minute stays below 2 MB
const kept = new Map<string, Promise<Waveform | null>>();
const keptAtMost = 100;

export type Waveform = { peaks: readonly number[]; seconds: number };

/** The shape of a sound, from its decoded samples; null when it can't be decoded here. Asked once for each address. */
export function waveformOf(url: string): Promise<Waveform | null> {
  const known = kept.get(url);
  if (known) return known;
  const asked = decode(url).catch(() => null);
  kept.set(url, asked);
  const oldest = kept.size > keptAtMost ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
  return asked;
}

async function decode(url: string): Promise<Waveform | null> {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok || Number(response.headers.get("content-length") ?? 0) > largest) return null;
  const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(await response.arrayBuffer());
  return { peaks: peaksOf(sound.getChannelData(0), bars), seconds: sound.duration };
}

/** The loudest sample of each of n equal parts, as shares of the loudest of all. */
export function peaksOf(samples: ArrayLike<number>, n: number): number[] {
  const peaks = new Array<number>(n).fill(0);
  for (let i = 0; i < samples.length; i++) {
    const part = Math.min(n - 1, Math.floor((i * n) / samples.length));
    peaks[part] = Math.max(peaks[part]!, Math.abs(samples[i]!));
  }
  const top = Math.max(...peaks);
  return top > 0 ? peaks.map((peak) => peak / top) : peaks;
}

/** The bars as one path in a box of 4 units a bar and 24 high. */
export function pathOf(peaks: readonly number[]): string {
  return peaks.map((peak, i) => {
    const half = Math.max(1, peak * 10);
    return `M${i * 4 + 2} ${(12 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
  }).join("");
}
