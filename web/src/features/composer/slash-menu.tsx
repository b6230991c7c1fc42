import { useQuery } from "@tanstack/react-query";
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { Conversation } from "@/api/client";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { filledIn, fitting, inserted, typedAt } from "@/record/canned";
import { nameOf, shortName } from "@/record/names";
import { phoneText } from "@/record/phone";
import { useComposerWords } from "./words";

type Options = { box: RefObject<HTMLTextAreaElement | null>; text: string; write: (text: string) => void; conversation: Conversation | undefined };

/** Canned replies while a word behind a slash is being typed: what fits, which is chosen, and the keys that choose. */
export function useSlash({ box, text, write, conversation }: Options) {
  const { me, may } = useSession();
  const id = useId();
  const [caret, setCaret] = useState(0);
  const [shut, setShut] = useState(""); // the word at which the menu was closed by hand
  const [at, setAt] = useState(0);
  const place = useRef<number>(undefined); // of the caret after a reply was put in
  const typed = may("canned_reply:read") ? typedAt(text, caret) : null;
  const { data: replies } = useQuery({ ...queries.cannedReplies(), enabled: typed !== null });
  const open = typed !== null && replies !== undefined && shut !== `${typed.from} ${typed.word}`;
  const shown = open ? fitting(replies, typed.word) : [];
  const chosen = Math.min(at, shown.length - 1);
  useLayoutEffect(() => {
    if (place.current === undefined) return;
    box.current?.setSelectionRange(place.current, place.current);
    setCaret(place.current);
    place.current = undefined;
  }, [text, box]);

  const insert = (reply: string) => {
    if (!typed) return;
    const name = conversation ? nameOf(conversation) : "";
    const known = { "contact.name": name, "contact.first_name": shortName(name), "contact.phone_number": phoneText(conversation?.phone_number), "me.name": me.user.name };
    const next = inserted(text, typed, filledIn(reply, known));
    place.current = next.caret;
    write(next.text);
    box.current?.focus();
  };
  /** Takes the key when the menu is open; says whether it did. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || (shown.length === 0 && event.key !== "Escape")) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") setAt((chosen + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") insert(shown[chosen]!.text);
    else if (event.key === "Escape") setShut(`${typed.from} ${typed.word}`);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    id, open, none: open && replies.length === 0, shown, chosen, insert, onKeyDown,
    /** The caret moved, or something was typed. */
    look: () => {
      setCaret(box.current?.selectionEnd ?? 0);
      setAt(0);
    },
    /** Begins a shortcut at the caret, as the button does. */
    begin: () => {
      const caretNow = box.current?.selectionEnd ?? text.length;
      const before = text.slice(0, caretNow);
      const slash = before === "" || /\s$/.test(before) ? "/" : " /";
      place.current = caretNow + slash.length;
      setShut("");
      write(before + slash + text.slice(caretNow));
      box.current?.focus();
    },
  };
}

export function SlashMenu({ slash }: { slash: ReturnType<typeof useSlash> }) {
  const { t } = useComposerWords();
  if (!slash.open) return null;
  if (slash.shown.length === 0) return <p className="menu slash muted" role="status">{t(slash.none ? "canned.none" : "canned.no_match")}</p>;
  return (
    <div className="menu slash" role="listbox" id={slash.id} aria-label={t("canned.title")}>
      {slash.shown.map((reply, i) => (
        // The pointer must not take the focus from the text.
        <div key={reply.id} id={`${slash.id}-${i}`} role="option" aria-selected={i === slash.chosen} className="mi" data-highlighted={i === slash.chosen ? "" : undefined} onPointerDown={(e) => e.preventDefault()} onClick={() => slash.insert(reply.text)}>
          <b dir="auto">/{reply.shortcut}</b><span className="muted trunc" dir="auto">{reply.text}</span>
        </div>
      ))}
    </div>
  );
}
