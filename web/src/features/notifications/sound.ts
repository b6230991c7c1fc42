/** Short sounds made on the spot; no file is fetched. */
export type SoundName = "none" | "chime" | "tap";

type Tone = { pitch: number; at: number; length: number; form: OscillatorType };

const sounds: Record<Exclude<SoundName, "none">, Tone[]> = {
  chime: [{ pitch: 659.3, at: 0, length: 0.22, form: "sine" }, { pitch: 987.8, at: 0.11, length: 0.35, form: "sine" }],
  tap: [{ pitch: 320, at: 0, length: 0.07, form: "triangle" }, { pitch: 240, at: 0.09, length: 0.08, form: "triangle" }],
};
const loudness = 0.12;

let engine: AudioContext | undefined;

/** Browsers let a page sound only after somebody clicked or typed in it. */
export const maySound = () => navigator.userActivation?.hasBeenActive ?? true;

export async function play(name: SoundName) {
  if (name === "none" || !("AudioContext" in window)) return;
  engine ??= new AudioContext();
  if (engine.state !== "running") await engine.resume().catch(() => undefined);
  if (engine.state !== "running") return;
  for (const tone of sounds[name]) {
    const start = engine.currentTime + tone.at;
    const source = engine.createOscillator();
    const volume = engine.createGain();
    source.type = tone.form;
    source.frequency.value = tone.pitch;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(loudness, start + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + tone.length);
    source.connect(volume).connect(engine.destination);
    source.start(start);
    source.stop(start + tone.length);
  }
}
