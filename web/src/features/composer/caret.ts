import { useLayoutEffect, useRef, useState, type RefObject } from "react";

type Change = { text: string; caret: number };

/** Where the caret stands in a text box, and changes of the text that leave it where they say. */
export function useCaret(box: RefObject<HTMLTextAreaElement | null>, text: string, write: (text: string) => void) {
  const [at, setAt] = useState(0);
  const place = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (place.current === undefined) return;
    box.current?.setSelectionRange(place.current, place.current);
    setAt(place.current);
    place.current = undefined;
  }, [text, box]);
  const put = (change: Change) => {
    place.current = change.caret;
    write(change.text);
    box.current?.focus();
  };
  return {
    at, put,
    look: () => setAt(box.current?.selectionEnd ?? 0),
    /** Whether a word ends at the caret, so that another needs a blank before it. */
    behindWord: () => /\S$/.test(text.slice(0, endOf(box.current, text))),
    /** Puts a piece behind the caret; what is selected stays. */
    insert: (piece: string) => {
      const end = endOf(box.current, text);
      put({ text: text.slice(0, end) + piece + text.slice(end), caret: end + piece.length });
    },
  };
}

const endOf = (box: HTMLTextAreaElement | null, text: string) => box?.selectionEnd ?? text.length;
