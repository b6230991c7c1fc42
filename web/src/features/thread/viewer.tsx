import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type WheelEvent } from "react";
import type { Picture } from "@/record/pictures";
import { shownName } from "@/record/file";
import { fullText } from "@/record/time";
import { IconButton } from "@/ui/button";
import { Lightbox } from "@/ui/dialog";
import { Icon } from "@/ui/icon";
import { useTrouble } from "./trouble";
import { useThreadWords } from "./words";
import "./viewer.css";

const most = 6;
type View = { scale: number; x: number; y: number };
const whole: View = { scale: 1, x: 0, y: 0 };

type Props = { pictures: readonly Picture[]; start: string; name: string; onClose: () => void };

/** The pictures of a thread in full, one after the other. Arrows turn pages, plus and minus zoom, Escape closes. */
export default function Viewer({ pictures, start, name, onClose }: Props) {
  const { t, locale } = useThreadWords();
  const [key, setKey] = useState(start);
  const [view, setView] = useState(whole);
  const drag = useRef<{ x: number; y: number } | null>(null);
  const index = pictures.findIndex((p) => p.key === key);
  const picture = pictures[index];
  useEffect(() => {
    if (!picture) onClose(); // deleted while it was looked at
  }, [picture, onClose]);
  const { trouble, onError } = useTrouble(picture?.url);
  if (!picture) return null;
  const turn = (by: number) => {
    const next = pictures[index + by];
    if (!next) return;
    setKey(next.key);
    setView(whole);
  };
  const zoom = (by: number) => setView((v) => {
    const scale = Math.min(most, Math.max(1, v.scale * by));
    return scale === 1 ? whole : { scale, x: (v.x * scale) / v.scale, y: (v.y * scale) / v.scale };
  });
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.target instanceof HTMLVideoElement && e.key.startsWith("Arrow")) return; // its own keys
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const acts: Record<string, () => void> = {
      ArrowLeft: () => turn(forward === "ArrowLeft" ? 1 : -1), ArrowRight: () => turn(forward === "ArrowRight" ? 1 : -1),
      "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), "0": () => setView(whole), Home: () => turn(-index), End: () => turn(pictures.length - 1 - index),
    };
    const act = acts[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  };
  const onMove = (e: PointerEvent) => {
    const from = drag.current;
    if (!from) return;
    drag.current = { x: e.clientX, y: e.clientY };
    setView((v) => ({ ...v, x: v.x + e.clientX - from.x, y: v.y + e.clientY - from.y }));
  };
  const title = picture.caption || t(`kind.${picture.kind}`);
  return (
    <Lightbox
      title={title} close={t("close")} onClose={onClose} onKeyDown={onKeyDown}
      tools={
        <>
          {picture.kind === "image" && !trouble && <><IconButton icon="minus" iconSize={20} label={t("viewer.smaller")} aria-disabled={view.scale === 1} onClick={() => zoom(1 / 1.5)} /><IconButton icon="plus" iconSize={20} label={t("viewer.larger")} aria-disabled={view.scale === most} onClick={() => zoom(1.5)} /></>}
          <a className="ib" href={picture.url} download={shownName(picture.file)} aria-label={t("viewer.download")} title={t("viewer.download")}><Icon name="download" size={20} /></a>
        </>
      }
    >
      {trouble && trouble !== "asking" ? (
        <div className="unshown" role="alert">
          <Icon name={trouble === "lost" ? "alert" : picture.kind} size={20} />
          <b dir="auto">{shownName(picture.file)}</b>
          <span>{t(trouble === "lost" ? "media.lost" : "media.unreadable")}</span>
          {trouble === "unreadable" && <a className="btn" href={picture.url} download={shownName(picture.file)}>{t("viewer.download")}</a>}
        </div>
      ) : picture.kind === "video" ? <video key={key} src={picture.url} controls autoPlay onError={onError} /> : (
        <img
          key={key} src={picture.url} onError={onError} alt={title} draggable={false} className={view.scale > 1 ? "zoomed" : ""}
          style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
          onWheel={(e: WheelEvent) => zoom(e.deltaY < 0 ? 1.15 : 1 / 1.15)}
          onDoubleClick={() => (view.scale > 1 ? setView(whole) : zoom(2))}
          onPointerDown={(e) => {
            if (view.scale === 1) return;
            e.currentTarget.setPointerCapture(e.pointerId);
            drag.current = { x: e.clientX, y: e.clientY };
          }}
          onPointerMove={onMove} onPointerUp={() => (drag.current = null)} onPointerCancel={() => (drag.current = null)}
        />
      )}
      {index > 0 && <IconButton icon="left" iconSize={20} label={t("viewer.previous")} className="turn before flips" onClick={() => turn(-1)} />}
      {index < pictures.length - 1 && <IconButton icon="right" iconSize={20} label={t("viewer.next")} className="turn after flips" onClick={() => turn(1)} />}
      <p className="about" role="status">
        {picture.caption && <span className="block" dir="auto">{picture.caption}</span>}
        <span className="num">{picture.outbound ? t("message.you") : name} · {fullText(picture.at, locale)} · {t("viewer.place", { place: index + 1, count: pictures.length })}</span>
      </p>
    </Lightbox>
  );
}
