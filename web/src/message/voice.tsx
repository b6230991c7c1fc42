import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { lengthText } from "@/record/time";
import { Icon } from "@/ui/icon";
import type { Waveform } from "./waveform";

const speeds = [1, 1.5, 2];
let playingNow: HTMLAudioElement | null = null; // one sound at a time

type Shape = Waveform & { path: string };

/** A voice message or a sound file: play, place, speed. Its waveform is drawn once it comes into view. */
export function Voice({ url, meta, voice, onError }: { url: string; meta: ReactNode; voice: boolean; onError: () => void }) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [told, setTold] = useState(0);
  const [speed, setSpeed] = useState(1);
  const shape = useShape(url, box);
  const length = told || shape?.seconds || 0; // a recording without a length in its head has it only decoded
  const toggle = () => {
    if (playing) return audio.current?.pause();
    if (playingNow !== audio.current) playingNow?.pause();
    playingNow = audio.current;
    void audio.current?.play().catch((cause: unknown) => cause instanceof DOMException && cause.name === "AbortError" ? undefined : onError());
  };
  const faster = () => {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const share = length ? Math.min(1, at / length) : 0;
  return (
    <>
      <audio
        ref={audio} src={url} preload="metadata" onError={onError}
        onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => setAt(0)}
        onTimeUpdate={(e) => setAt(e.currentTarget.currentTime)}
        onLoadedMetadata={(e) => setTold(Number.isFinite(e.currentTarget.duration) ? e.currentTarget.duration : 0)}
      />
      <div className="voice" ref={box}>
        <button type="button" className="play" aria-label={t(playing ? "voice.pause" : "voice.play")} onClick={toggle}><Icon name={playing ? "pause" : "play"} size={14} fill={!playing} /></button>
        <span className={shape ? "wave drawn" : "wave"} style={{ "--share": `${share * 100}%` } as CSSProperties}>
          {shape && <svg viewBox={`0 0 ${shape.peaks.length * 4} 24`} preserveAspectRatio="none" aria-hidden><path d={shape.path} /><path className="past" d={shape.path} /></svg>}
          <input
            className="seek" type="range" min={0} max={length || 1} step={0.1} value={Math.min(at, length || 1)} aria-label={t("voice.seek")} aria-valuetext={`${lengthText(at)} / ${lengthText(length)}`}
            onChange={(e) => { if (audio.current) audio.current.currentTime = Number(e.target.value); setAt(Number(e.target.value)); }}
          />
        </span>
        <button type="button" className="speed" aria-label={t("voice.speed", { speed })} onClick={faster}>{speed}×</button>
      </div>
      <span className="voice-foot"><span className="num">{lengthText(at || length)}{!voice && ` · ${t("kind.sound")}`}</span>{meta}</span>
    </>
  );
}

/** Fetched and decoded when somebody can see it, and not for a thread that is only scrolled past. */
function useShape(url: string, box: React.RefObject<HTMLElement | null>): Shape | null {
  const [shape, setShape] = useState<Shape | null>(null);
  useEffect(() => {
    let left = false;
    let soon: ReturnType<typeof setTimeout> | undefined;
    const draw = async () => {
      const { waveformOf, pathOf } = await import("./waveform");
      const found = await waveformOf(url);
      if (found && !left) setShape({ ...found, path: pathOf(found.peaks) });
    };
    const watch = new IntersectionObserver(([entry]) => {
      clearTimeout(soon);
      if (!entry?.isIntersecting) return;
      soon = setTimeout(() => {
        watch.disconnect();
        void draw().catch(() => undefined); // without a connection: it can be heard without its shape
      }, 200);
    });
    if (box.current) watch.observe(box.current);
    return () => {
      left = true;
      clearTimeout(soon);
      watch.disconnect();
    };
  }, [url, box]);
  return shape;
}
