import { useState, useSyncExternalStore } from "react";
import { newId } from "@/live/outbox";
import { useSession } from "@/live/session";
import { filesOf, shownName } from "@/record/file";
import { judge, limitText, type MediaKind, type Verdict } from "@/record/limits";
import { sizeText } from "@/record/size";
import { IconButton } from "@/ui/button";
import { Icon, type IconName } from "@/ui/icon";
import type { Attached } from "./outgoing";
import { useComposerWords } from "./words";

const most = 10; // files at once

/** Files beside the text that isn't sent yet; each judged by WhatsApp's limits before anything is uploaded. */
export function useAttachments(conversationId: string) {
  const { picked } = useSession();
  const items = useSyncExternalStore(picked.subscribe, () => picked.get(conversationId));
  const [dropped, setDropped] = useState(0);
  const [folders, setFolders] = useState(false);

  const add = (files: File[], withFolders = false) => {
    const room = files.slice(0, Math.max(0, most - items.length));
    setDropped(files.length - room.length);
    setFolders(withFolders);
    picked.set(conversationId, [...items, ...room.map((file) => {
      const verdict = judge(file);
      const picture = verdict.ok && (verdict.kind === "image" || verdict.kind === "video");
      return { id: newId(), file, verdict, preview: picture ? URL.createObjectURL(file) : undefined };
    })]);
  };
  const remove = (id: string) => {
    const preview = items.find((item) => item.id === id)?.preview;
    if (preview) URL.revokeObjectURL(preview);
    picked.set(conversationId, items.filter((item) => item.id !== id));
  };
  const asDocument = (id: string) => picked.set(conversationId, items.map((item) => (item.id === id ? { ...item, verdict: judge(item.file, "document") } : item)));

  const files: Attached[] = items.flatMap(({ file, verdict, preview }) => (verdict.ok ? [{ name: file.name, type: file.type, size: file.size, kind: verdict.kind, preview, blob: file }] : []));
  return {
    items, add, remove, asDocument, files, dropped, folders,
    blocked: items.some((item) => !item.verdict.ok),
    /** Hands the files over; their previews now belong to the outbox. */
    take: () => {
      picked.set(conversationId, []);
      setDropped(0);
      setFolders(false);
      return files;
    },
    /** Takes the files of a drop, and says of folders that they can't be sent. */
    addDropped: (carried: DataTransfer) => {
      const files = filesOf(carried);
      add(files, files.length < carried.files.length);
    },
  };
}

const icons: Record<MediaKind, IconName> = { image: "image", video: "video", audio: "mic", document: "file" };

export function AttachmentList({ attachments: { items, remove, asDocument, dropped, folders }, over }: { attachments: ReturnType<typeof useAttachments>; over: boolean }) {
  const { t, locale } = useComposerWords();
  const [unreadable, setUnreadable] = useState<readonly string[]>([]);
  const shown = (id: string, verdict: Verdict) => (verdict.ok && (verdict.kind === "image" || verdict.kind === "video") && !unreadable.includes(id) ? verdict.kind : undefined);
  return (
    <>
      {over && <p className="drop-here">{t("attach.drop")}</p>}
      {items.length > 0 && (
        <ul className="attach" aria-label={t("attach.list")}>
          {items.map(({ id, file, verdict, preview }) => (
            <li key={id} className={verdict.ok ? "" : "bad"}>
              {shown(id, verdict) && preview ? <Preview url={preview} kind={shown(id, verdict)} onError={() => setUnreadable((all) => [...all, id])} /> : <span className="ic"><Icon name={verdict.ok ? icons[verdict.kind] : "alert"} size={18} /></span>}
              <span className="grow">
                <b className="trunc" dir="auto">{shownName(file.name)}</b>
                <span className="num">{sizeText(file.size, locale)}{verdict.ok && ` · ${t(`kind.${verdict.kind}`)}`}</span>
              </span>
              <IconButton icon="x" small iconSize={14} label={t("attach.remove", { name: shownName(file.name) })} onClick={() => remove(id)} />
              {verdict.ok && verdict.kind !== "document" && unreadable.includes(id) && (
                <p className="problem" role="alert">{t(`attach.unreadable.${verdict.kind === "video" ? "video" : "image"}`)} <button type="button" className="link" onClick={() => asDocument(id)}>{t("attach.as_document")}</button></p>
              )}
              {!verdict.ok && (
                <p className="problem" role="alert">
                  {verdict.reason === "empty" ? t("attach.empty") : t(`attach.too_big.${verdict.kind}`, { limit: limitText(verdict.limit) })}
                  {verdict.reason === "too_big" && verdict.asDocument && <> <button type="button" className="link" onClick={() => asDocument(id)}>{t("attach.as_document")}</button></>}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      {folders && <p className="problem px-3.5 pt-2" role="alert">{t("attach.folder")}</p>}
      {dropped > 0 && <p className="problem px-3.5 pt-2" role="alert">{t("attach.too_many", { count: dropped, most })}</p>}
    </>
  );
}

/** What was picked, as it will be seen: a film by its first moment. */
function Preview({ url, kind, onError }: { url: string; kind: MediaKind | undefined; onError: () => void }) {
  return kind === "video" ? <video src={url} muted preload="metadata" aria-hidden onError={onError} /> : <img src={url} alt="" onError={onError} />;
}
