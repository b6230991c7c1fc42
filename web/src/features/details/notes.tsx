import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { api, ApiError, type Note } from "@/api/client";
import { keys } from "@/api/keys";
import { whyNot } from "@/i18n/failure";
import { useNow, useWords } from "@/i18n/words";
import { rowsIn } from "@/live/cursor";
import { queries } from "@/live/queries";
import { usePeople, useSession } from "@/live/session";
import { fullText, moment, rowTime } from "@/record/time";
import { Button, IconButton } from "@/ui/button";
import { toast } from "@/ui/toast";
import { useUnsaved } from "@/ui/unsaved";
import { Section } from "./section";

const longest = 10_000; // characters, the server's limit

/** What the team keeps about this person. */
export function Notes({ contactId, writing, onWriting }: { contactId: string; writing: boolean; onWriting: (on: boolean) => void }) {
  const { t } = useWords();
  const { may, live } = useSession();
  const query = useInfiniteQuery(queries.notes(contactId));
  const add = useRef<HTMLButtonElement>(null);
  if (!may("note:read")) return null;
  const notes = rowsIn(query.data, (n) => n.id);
  const changed = () => live.cache.invalidateQueries({ queryKey: keys.notes(contactId) });
  const end = () => {
    onWriting(false);
    requestAnimationFrame(() => add.current?.focus());
  };
  return (
    <Section
      title={t("notes.title")} count={notes.length > 0 && !query.hasNextPage ? notes.length : undefined}
      end={may("note:write") && <IconButton ref={add} icon="plus" small label={t("notes.add")} onClick={() => onWriting(true)} />}
    >
      {writing && may("note:write") && <Editor before="" onEnd={end} save={(text) => api.addNote(contactId, text).then(changed)} />}
      {notes.map((note) => <Card key={note.id} contactId={contactId} note={note} changed={changed} />)}
      {query.isPending && <div className="late grid gap-2" aria-hidden>{[80, 55].map((w) => <span key={w} className="sk h-2" style={{ width: `${w}%` }} />)}</div>}
      {query.isError && <p className="quiet-line">{t("notes.failed")} <button type="button" className="link" onClick={() => void query.refetch()}>{t("again")}</button></p>}
      {query.isSuccess && notes.length === 0 && !writing && <p className="quiet-line">{t("notes.none")}</p>}
      {query.hasNextPage && <button type="button" className="link" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("notes.older")}</button>}
    </Section>
  );
}

function Card({ contactId, note, changed }: { contactId: string; note: Note; changed: () => unknown }) {
  const { t, locale, words } = useWords();
  const { may, me } = useSession();
  const people = usePeople();
  const now = useNow();
  const [editing, setEditing] = useState(false);
  const at = moment(note.created_at);
  const author = !note.created_by_user_id ? t("notes.by_program") : note.created_by_user_id === me.user.id ? t("message.you") : (people.get(note.created_by_user_id) ?? t("by.member"));
  const fail = (error: unknown) => toast(t("toast.failed", { why: whyNot(error) }));
  const remove = async () => {
    try {
      await api.deleteNote(contactId, note.id);
      toast(t("notes.deleted"), { label: t("undo"), run: () => void api.restoreNote(contactId, note.id).then(changed, fail) });
      await changed();
    } catch (error) {
      fail(error);
    }
  };
  if (editing) return <Editor before={note.content} onEnd={() => setEditing(false)} save={(text) => api.changeNote(contactId, note.id, text).then(changed)} />;
  return (
    <article className="note">
      {note.name && <b dir="auto">{note.name}</b>}
      <p dir="auto">{note.content}</p>
      <footer>
        <span className="trunc"><bdi>{author}</bdi> · <time dateTime={note.created_at} title={fullText(at, locale)}>{rowTime(at, now, locale, words)}</time>{note.updated_at !== note.created_at && ` · ${t("message.edited")}`}</span>
        {may("note:write") && (
          <span className="tools">
            <IconButton icon="edit" iconSize={14} small label={t("notes.edit")} onClick={() => setEditing(true)} />
            <IconButton icon="x" iconSize={14} small label={t("notes.delete")} onClick={() => void remove()} />
          </span>
        )}
      </footer>
    </article>
  );
}

/** What is typed stays here until the server has it. */
function Editor({ before, save, onEnd }: { before: string; save: (text: string) => Promise<unknown>; onEnd: () => void }) {
  const { t, dynamic } = useWords();
  const [text, setText] = useState(before);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = area;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);
  useLayoutEffect(() => {
    if (!area.current) return;
    area.current.style.height = "auto";
    area.current.style.height = `${area.current.scrollHeight + 2}px`;
  }, [text]);
  useUnsaved(text !== before);
  const over = [...text].length - longest;
  const ready = text.trim() !== "" && over <= 0 && !busy;
  const submit = async () => {
    if (!ready) return;
    if (text === before) return onEnd();
    setBusy(true);
    try {
      await save(text);
      onEnd();
    } catch (error) {
      const rule = error instanceof ApiError ? error.fields.content : undefined;
      setWrong(rule ? `${dynamic("notes.content")} ${rule}` : t("toast.failed", { why: whyNot(error) }));
      setBusy(false);
    }
  };
  return (
    <div className="note editing">
      <textarea
        ref={area} dir="auto" rows={3} value={text} aria-label={t("notes.content")} placeholder={t("notes.hint")} readOnly={busy}
        onChange={(e) => { setText(e.target.value); setWrong(""); }}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return;
          if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) void submit();
          if (e.key === "Escape") {
            e.stopPropagation();
            onEnd();
          }
        }}
      />
      {(over > 0 || wrong) && <p className="err" role="alert">{over > 0 ? t("composer.too_long", { count: over }) : wrong}</p>}
      <footer>
        <Button size="sm" look="quiet" onClick={onEnd}>{t("notes.cancel")}</Button>
        <Button size="sm" look="primary" disabled={!ready} onClick={() => void submit()}>{t("notes.save")}</Button>
      </footer>
    </div>
  );
}
