import { useState, type RefObject } from "react";
import type { Stretch } from "@/record/canned";

/** Where the caret stands in a text box, and changes of its text as if somebody had typed them: what undoes typing undoes them too. */
export function useCaret(box: RefObject<HTMLTextAreaElement | null>, write: (text: string) => void) {
  const [at, setAt] = useState(0);
  const look = () => setAt(box.current?.selectionEnd ?? 0);
  /** Puts a piece in the place of a stretch, and the caret behind it. */
  const replace = ({ from, to }: Stretch, piece: string) => {
    const element = box.current;
    if (!element) return;
    element.focus();
    element.setSelectionRange(from, to);
    // The one way that browsers can undo; they tell of it as of typing. Where one doesn't know it, the text changes all the same.
    if (document.activeElement === element && document.execCommand("insertText", false, piece)) return;
    element.setRangeText(piece, from, to, "end");
    write(element.value);
    look();
  };
  const end = () => box.current?.selectionEnd ?? 0;
  return {
    at, look, replace,
    /** Whether a word ends at the caret, so that another needs a blank before it. */
    behindWord: () => /\S$/.test(box.current?.value.slice(0, end()) ?? ""),
    /** Puts a piece behind the caret; what is selected stays. */
    insert: (piece: string) => replace({ from: end(), to: end() }, piece),
  };
}
