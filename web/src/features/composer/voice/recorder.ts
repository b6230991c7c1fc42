import { readWebm } from "./webm";
import { secondsOf, writeOgg } from "./ogg";

export type Refusal = "insecure" | "unsupported" | "denied" | "missing" | "busy" | "broken";
export type Phase = "asking" | "recording" | "paused" | "refused";
export type Recording = {
  phase: Phase;
  why?: Refusal;
  seconds: number;
  /** The loudness ten times a second, from 0 to 1. */
  levels: readonly number[];
  /** What was recorded so far, while paused. */
  heard?: Blob;
  /** The microphone is gone: what there is can be heard and sent, but nothing added. */
  over: boolean;
};
export type Recorded = { blob: Blob; name: string; voice: boolean };

// In the order of preference: as WhatsApp wants it; to be packed anew; what it takes as ordinary sound.
const formats = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];
const bitsPerSecond = 32_000; // speech; an hour stays below WhatsApp's 16 MB
const step = 100; // ms between two levels
const longest = 60 * 60; // s
export const shortest = 0.5; // s; less is a slip of the finger

/** Records one voice message from the microphone. It lets go of the microphone when it ends, however it ends. */
export class VoiceRecorder {
  #now: Recording = { phase: "asking", seconds: 0, levels: [], over: false };
  #listeners = new Set<() => void>();
  #parts: Blob[] = [];
  #stream?: MediaStream;
  #recorder?: MediaRecorder;
  #sound?: AudioContext;
  #timer?: ReturnType<typeof setInterval>;
  #ended = false;

  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };
  now = () => this.#now;

  async start() {
    if (!isSecureContext || !navigator.mediaDevices) return this.#refuse("insecure");
    const mimeType = typeof MediaRecorder === "undefined" ? undefined : formats.find((f) => MediaRecorder.isTypeSupported(f));
    if (!mimeType) return this.#refuse("unsupported");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
    } catch (cause) {
      return this.#refuse(refusals[cause instanceof DOMException ? cause.name : ""] ?? "broken");
    }
    this.#stream = stream;
    if (this.#ended) return this.#release();
    this.#record(stream, mimeType);
  }

  async pause() {
    if (this.#recorder?.state === "recording") {
      this.#recorder.pause();
      await this.#flush();
    }
    if (this.#ended) return;
    const recorded = await this.#packed().catch(() => undefined);
    this.#change({ phase: "paused", heard: recorded?.blob });
  }

  resume() {
    if (this.#recorder?.state !== "paused") return;
    this.#recorder.resume();
    this.#change({ phase: "recording", heard: undefined });
  }

  /** Ends the recording and gives it; undefined when nothing was recorded. */
  async finish(): Promise<Recorded | undefined> {
    const recorder = this.#recorder;
    if (recorder && recorder.state !== "inactive") {
      const stopped = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
      recorder.stop();
      await stopped;
    }
    this.end();
    return this.#packed().catch(() => undefined);
  }

  heard = () => this.#now.seconds >= shortest;

  /** Stops and lets go of the microphone; what was said stays, to be heard and sent later. */
  leave() {
    if (!this.heard()) this.end();
    else if (this.#recorder?.state !== "inactive") this.#recorder?.stop();
  }

  /** Lets go of the microphone; what was recorded is given up unless finish() asked for it. */
  end() {
    this.#ended = true;
    this.#release();
  }

  #record(stream: MediaStream, mimeType: string) {
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: bitsPerSecond });
    recorder.ondataavailable = (event) => void (event.data.size > 0 && this.#parts.push(event.data));
    recorder.onstop = () => !this.#ended && void this.#cut(); // the microphone was taken away
    recorder.start(1000);
    this.#recorder = recorder;
    this.#sound = new AudioContext();
    const analyser = this.#sound.createAnalyser();
    this.#sound.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let before = performance.now();
    this.#timer = setInterval(() => {
      const at = performance.now();
      const passed = (at - before) / 1000;
      before = at;
      if (recorder.state !== "recording") return;
      analyser.getFloatTimeDomainData(samples);
      this.#change({ seconds: this.#now.seconds + passed, levels: [...this.#now.levels, loudness(samples)] });
      if (this.#now.seconds >= longest) recorder.stop();
    }, step);
    this.#change({ phase: "recording" });
  }

  async #cut() {
    this.#change({ over: true });
    await this.pause();
    this.#release();
  }

  #flush() {
    return new Promise((done) => {
      this.#recorder!.addEventListener("dataavailable", done, { once: true });
      this.#recorder!.requestData();
    });
  }

  async #packed(): Promise<Recorded | undefined> {
    const type = this.#recorder?.mimeType ?? "";
    const whole = new Blob(this.#parts, { type: type.split(";")[0] });
    if (whole.size === 0) return undefined;
    if (type.includes("mp4")) return { blob: whole, name: "voice.m4a", voice: false };
    if (type.includes("ogg")) return { blob: new Blob(this.#parts, { type: "audio/ogg; codecs=opus" }), name: "voice.ogg", voice: true };
    const stream = readWebm(new Uint8Array(await whole.arrayBuffer()));
    return secondsOf(stream) > 0 ? { blob: writeOgg(stream), name: "voice.ogg", voice: true } : undefined;
  }

  #refuse(why: Refusal) {
    if (!this.#ended) this.#change({ phase: "refused", why });
  }

  #release() {
    clearInterval(this.#timer);
    this.#stream?.getTracks().forEach((track) => track.stop());
    void this.#sound?.close().catch(() => undefined);
    this.#sound = undefined;
  }

  #change(part: Partial<Recording>) {
    this.#now = { ...this.#now, ...part };
    this.#listeners.forEach((tell) => tell());
  }
}

const refusals: Record<string, Refusal> = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing", NotReadableError: "busy", AbortError: "busy" };

/** The loudness of a piece of sound as the ear takes it, roughly: speech lies in the middle. */
function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, s) => sum + s * s, 0) / samples.length;
  return Math.min(1, Math.sqrt(power) * 4) ** 0.6;
}
