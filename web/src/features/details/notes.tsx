import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { api, ApiError, currentOf, type Note } from "@/api/client";
import { keys } from "@/api/keys";
import { whyNot } from "@/i18n/failure";
import { useNow, useWords } from "@/i18n/words";
import type { BegunNote } from "@/live/begun-notes";
import { rowsIn } from "@/live/cursor";
import { queries } from "@/live/queries";
import { usePeople, useSession } from "@/live/session";
import { fullText, moment, rowTime } from "@/record/time";
import { Button, IconButton } from "@/ui/button";
import { focusBack } from "@/ui/focus-back";
import { toast } from "@/ui/toast";
import { Section } from "./section";

const longest = 10_000; // characters, the server's limit

/** What the team keeps about this person. */
export function Notes({ contactId }: { contactId: string }) {
  const { t } = useWords();
  const { may, live, begunNotes } = useSession();
  const query = useInfiniteQuery(queries.notes(contactId));
  const begun = useSyncExternalStore(begunNotes.subscribe, () => begunNotes.of(contactId));
  const add = useRef<HTMLButtonElement>(null);
  useEffect(() => () => begunNotes.leave(contactId), [begunNotes, contactId]);
  if (!may("note:read")) return null;
  const notes = rowsIn(query.data, (n) => n.id);
  const changed = () => live.cache.invalidateQueries({ queryKey: keys.notes(contactId) });
  const mayWrite = may("note:write");
  const all = query.isSuccess && !query.hasNextPage;
  // A new one, and those that were deleted while somebody gave them another text.
  const loose = mayWrite ? begun.filter((b) => !b.noteId || (all && b.text !== b.before && !notes.some((n) => n.id === b.noteId))) : [];
  const end = () => requestAnimationFrame(() => focusBack(add.current));
  return (
    <Section
      title={t("notes.title")} count={notes.length > 0 && !query.hasNextPage ? notes.length : undefined} unfolded={loose.length > 0}
      end={mayWrite && <IconButton ref={add} icon="plus" small label={t("notes.add")} onClick={() => begunNotes.begin(contactId)} />}
    >
      {loose.map((b) => <Editor key={b.noteId ?? ""} begun={b} told={b.noteId && t("notes.gone")} onEnd={end} save={(text) => api.addNote(contactId, text).then(changed)} />)}
      {notes.map((note) => <Card key={note.id} contactId={contactId} note={note} begun={mayWrite ? begun.find((b) => b.noteId === note.id) : undefined} changed={changed} />)}
      {query.isPending && <div className="late grid gap-2" aria-hidden>{[80, 55].map((w) => <span key={w} className="sk h-2" style={{ width: `${w}%` }} />)}</div>}
      {query.isError && <p className="quiet-line">{t("notes.failed")} <button type="button" className="link" onClick={() => void query.refetch()}>{t("again")}</button></p>}
      {query.isSuccess && notes.length === 0 && loose.length === 0 && <p className="quiet-line">{t("notes.none")}</p>}
      {query.hasNextPage && <button type="button" className="link" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("notes.older")}</button>}
    </Section>
  );
}

function Card({ contactId, note, begun, changed }: { contactId: string; note: Note; begun: BegunNote | undefined; changed: () => unknown }) {
  const { t, locale, words } = useWords();
  const { may, me, begunNotes } = useSession();
  const people = usePeople();
  const now = useNow();
  const edit = useRef<HTMLButtonElement>(null);
  const end = () => requestAnimationFrame(() => focusBack(edit.current));
  const at = moment(note.created_at);
  const author = !note.created_by_user_id ? t("notes.by_program") : note.created_by_user_id === me.user.id ? t("message.you") : (people.get(note.created_by_user_id) ?? t("by.member"));
  const fail = (error: unknown) => toast(t("toast.failed", { why: whyNot(error) }));
  const remove = async () => {
    try {
      await api.deleteNote(contactId, note.id, note.updated_at);
      toast(t("notes.deleted"), { label: t("undo"), run: () => void api.restoreNote(contactId, note.id).then(changed, fail) });
      await changed();
    } catch (error) {
      if (!currentOf(error)) return fail(error);
      toast(t("notes.not_deleted"));
      await changed();
    }
  };
  // The note as it is shown: the editor tells when that is no longer what they began with.
  const save = async (text: string, seen = note): Promise<unknown> => {
    try {
      return await api.changeNote(contactId, note.id, text, seen.updated_at);
    } catch (error) {
      const now = currentOf<Note>(error);
      if (now?.content !== note.content) throw error;
      return await save(text, now); // only what the editor doesn't touch
    } finally {
      await changed(); // refused, too: it may be gone
    }
  };
  if (begun) {
    const overtaken = ![begun.before, begun.text].includes(note.content);
    return <Editor begun={begun} told={overtaken && <>{t("notes.changed")} <q dir="auto">{note.content}</q></>} asks={overtaken} onEnd={end} save={save} />;
  }
  return (
    <article className="note">
      {note.name && <b dir="auto">{note.name}</b>}
      <p dir="auto">{note.content}</p>
      <footer>
        <span className="trunc"><bdi>{author}</bdi> · <time dateTime={note.created_at} title={fullText(at, locale)}>{rowTime(at, now, locale, words)}</time>{note.updated_at !== note.created_at && ` · ${t("message.edited")}`}</span>
        {may("note:write") && (
          <span className="tools">
            <IconButton ref={edit} icon="edit" iconSize={14} small label={t("notes.edit")} onClick={() => begunNotes.begin(contactId, note.id, note.content)} />
            <IconButton icon="x" iconSize={14} small label={t("notes.delete")} onClick={() => void remove()} />
          </span>
        )}
      </footer>
    </article>
  );
}

type EditorProps = { begun: BegunNote; /** What others did to the note meanwhile. */ told?: ReactNode; /** It is theirs or this text: saving writes over theirs. */ asks?: boolean; save: (text: string) => Promise<unknown>; onEnd?: () => void };

/** What is typed stays until the server has it, or the person throws it away. */
function Editor({ begun, told, asks, save, onEnd }: EditorProps) {
  const { t, dynamic } = useWords();
  const { begunNotes } = useSession();
  const { text, before } = begun;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const keep = useRef<HTMLButtonElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = area;
    const goesOn = told && document.activeElement === document.body; // the note went while they wrote
    if (!current || (text !== before && !goesOn)) return; // somebody who comes back may want something else
    current.focus();
    current.setSelectionRange(current.value.length, current.value.length);
  }, []);
  useLayoutEffect(() => {
    if (!area.current) return;
    area.current.style.height = "auto";
    area.current.style.height = `${area.current.scrollHeight + 2}px`;
  }, [text]);
  const end = () => {
    begunNotes.drop(begun);
    onEnd?.();
  };
  const over = [...text].length - longest;
  const ready = text.trim() !== "" && over <= 0 && !busy;
  const rule = failure instanceof ApiError ? failure.fields.content : undefined;
  const wrong = failure && !(asks && currentOf(failure)) ? (rule ? `${dynamic("notes.content")} ${rule}` : t("toast.failed", { why: whyNot(failure) })) : "";
  const submit = async () => {
    if (!ready) return;
    if (text === before && !told) return end();
    setBusy(true);
    try {
      await save(text);
      end();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <div className="note editing">
      <textarea
        ref={area} dir="auto" rows={3} value={text} aria-label={t("notes.content")} placeholder={t("notes.hint")} readOnly={busy} data-note={begun.noteId ? undefined : ""}
        onChange={(e) => { begunNotes.write(begun, e.target.value); setFailure(undefined); }}
        onKeyDown={(e) => {
          if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) asks ? keep.current?.focus() : void submit();
          if (e.key === "Escape") {
            e.stopPropagation();
            if (text === before) end();
            else e.currentTarget.blur();
          }
        }}
      />
      {told && <p className="told" role="status">{told}</p>}
      {(over > 0 || wrong) && <p className="err" role="alert">{over > 0 ? t("composer.too_long", { count: over }) : wrong}</p>}
      <footer>
        <Button size="sm" look="quiet" disabled={busy} onClick={end}>{t(asks ? "notes.take_theirs" : "notes.cancel")}</Button>
        <Button ref={keep} size="sm" look="primary" disabled={!ready} onClick={() => void submit()}>{t(asks ? "notes.keep_mine" : "notes.save")}</Button>
      </footer>
    </div>
  );
}
