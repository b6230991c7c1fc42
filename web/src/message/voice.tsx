import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { lengthText } from "@/record/time";
import { Icon } from "@/ui/icon";

const speeds = [1, 1.5, 2];

/** A voice message or a sound file: play, place, speed. */
export function Voice({ url, meta, voice, onError }: { url: string; meta: ReactNode; voice: boolean; onError: () => void }) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const [speed, setSpeed] = useState(1);
  const toggle = () => (playing ? audio.current?.pause() : void audio.current?.play().catch(onError));
  const faster = () => {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  return (
    <>
      <audio
        ref={audio} src={url} preload="metadata" onError={onError}
        onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => setAt(0)}
        onTimeUpdate={(e) => setAt(e.currentTarget.currentTime)}
        onLoadedMetadata={(e) => setLength(Number.isFinite(e.currentTarget.duration) ? e.currentTarget.duration : 0)}
      />
      <div className="voice">
        <button type="button" className="play" aria-label={t(playing ? "voice.pause" : "voice.play")} onClick={toggle}><Icon name={playing ? "pause" : "play"} size={14} fill={!playing} /></button>
        <input
          className="seek" type="range" min={0} max={length || 1} step={0.1} value={Math.min(at, length || 1)} aria-label={t("voice.seek")}
          style={{ "--share": `${length ? (at / length) * 100 : 0}%` } as React.CSSProperties}
          onChange={(e) => { if (audio.current) audio.current.currentTime = Number(e.target.value); }}
        />
        <button type="button" className="speed" aria-label={t("voice.speed", { speed })} onClick={faster}>{speed}×</button>
      </div>
      <span className="voice-foot"><span className="num">{lengthText(at || length)}{!voice && ` · ${t("kind.sound")}`}</span>{meta}</span>
    </>
  );
}
