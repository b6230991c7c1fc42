import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { bars, pathOf, peaksOf } from "@/message/waveform";
import { useSession } from "@/live/session";
import { lengthText } from "@/record/time";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import type { Attached } from "../outgoing";
import { useComposerWords } from "../words";
import { shortest, VoiceRecorder, type Recorded } from "./recorder";
import "./voice.css";

type Props = { conversationId: string; name: string; onClose: () => void; onSend: (file: Attached, voice: boolean) => void };

/** The composer while a voice message is recorded: how long and how loud, and what becomes of it. */
export default function VoiceComposer({ conversationId, name, onClose, onSend }: Props) {
  const { t } = useComposerWords();
  const { recordings } = useSession();
  const recorder = useRecorder(conversationId);
  const recording = useSyncExternalStore(recorder.subscribe, recorder.now);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { phase, seconds } = recording;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []); // what led here is gone, and with the focus here no key discards
  const label = name ? t("record.to", { name }) : t("record.title");

  const close = () => {
    recordings.drop(conversationId);
    onClose();
  };
  const send = async () => {
    setBusy(true);
    const recorded = await recorder.finish();
    if (!recorded) return setFailed(true);
    recordings.drop(conversationId);
    onSend(asFile(recorded), recorded.voice);
  };
  if (phase === "refused" || failed) {
    return (
      <div className="composer voice-box" role="group" aria-label={label} data-composer>
        <p className="voice-refused" role="alert"><Icon name="alert" /> <span>{t(failed ? "record.refused.broken" : `record.refused.${recording.why ?? "broken"}`)}</span></p>
        <Button autoFocus onClick={close}>{t("template.close")}</Button>
      </div>
    );
  }
  return (
    <div className="composer voice-box" role="group" aria-label={label} data-composer ref={box} tabIndex={-1}>
      <IconButton icon="x" label={t("record.discard")} onClick={close} />
      <span className="voice-time" role="timer"><span className={`voice-dot ${phase}`} aria-hidden /> <span className="num">{lengthText(Math.floor(seconds))}</span></span>
      {phase === "paused" && recording.heard
        ? <Heard sound={recording.heard} levels={recording.levels} />
        : <Levels levels={recording.levels.slice(-bars)} label={t(phase === "asking" ? "record.asking" : "record.level")} asking={phase === "asking"} />}
      {(phase === "recording" || (phase === "paused" && !recording.over)) && ( // one button, which keeps the focus
        <IconButton
          icon={phase === "recording" ? "pause" : "mic"} label={t(phase === "recording" ? "record.pause_recording" : "record.resume")}
          onClick={() => (phase === "recording" ? void recorder.pause() : recorder.resume())}
        />
      )}
      <Button look="primary" icon="send" disabled={busy || phase === "asking" || seconds < shortest} onClick={() => void send()}>{t("composer.send")}</Button>
      <span className="sr" role="status">{phase === "asking" ? "" : t(phase === "recording" ? "record.recording" : recording.over ? "record.over" : "record.paused")}</span>
    </div>
  );
}

const asFile = ({ blob, name }: Recorded): Attached => ({ name, type: blob.type, size: blob.size, kind: "audio", blob });

/** The recorder of a conversation: one that was left is found again. */
function useRecorder(conversationId: string) {
  const { recordings } = useSession();
  const [recorder] = useState(() => {
    const left = recordings.get(conversationId);
    return left instanceof VoiceRecorder ? left : new VoiceRecorder();
  });
  useEffect(() => {
    if (recordings.get(conversationId) !== recorder) {
      recordings.keep(conversationId, recorder);
      void recorder.start();
    }
    return () => {
      recorder.leave();
      if (!recorder.heard()) recordings.drop(conversationId);
    };
  }, [recordings, conversationId, recorder]);
  return recorder;
}

function Levels({ levels, label, asking }: { levels: readonly number[]; label: string; asking: boolean }) {
  if (asking) return <span className="grow muted trunc">{label}</span>;
  const padded = [...new Array<number>(bars - levels.length).fill(0), ...levels];
  return <Wave peaks={padded} label={label} share={1} />;
}

function Wave({ peaks, label, share }: { peaks: readonly number[]; label: string; share: number }) {
  const path = pathOf(peaks);
  return (
    <svg className="voice-wave grow" viewBox={`0 0 ${bars * 4} 24`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path className="rest" d={path} />
      <path d={pathOf(peaks.slice(0, Math.round(share * peaks.length)))} />
    </svg>
  );
}

/** What was recorded so far, to be listened to before it is sent. */
function Heard({ sound, levels }: { sound: Blob; levels: readonly number[] }) {
  const { t } = useComposerWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [share, setShare] = useState(0);
  const length = levels.length / 10;
  useEffect(() => {
    const element = audio.current;
    const url = URL.createObjectURL(sound);
    if (element) element.src = url;
    return () => {
      element?.removeAttribute("src"); // before its address is taken back, or it reads on from nowhere
      element?.load();
      URL.revokeObjectURL(url);
    };
  }, [sound]);
  return (
    <>
      <audio ref={audio} onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => setShare(0)} onTimeUpdate={(e) => setShare(length ? Math.min(1, e.currentTarget.currentTime / length) : 0)} />
      <IconButton icon={playing ? "pause" : "play"} label={t(playing ? "record.listen_pause" : "record.listen")} onClick={() => (playing ? audio.current?.pause() : void audio.current?.play())} />
      <Wave peaks={peaksOf(levels, bars)} label={t("record.level")} share={share} />
    </>
  );
}
