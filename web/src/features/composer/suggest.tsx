import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Typed } from "@/record/canned";

type Suggestion = { key: string; view: ReactNode; take: () => void };
type Options = {
  /** What is being typed at the caret; null when nothing that is suggested for. */
  typed: Typed | null;
  /** Missing until they are known. */
  suggestions: readonly Suggestion[] | undefined;
  title: string;
  /** Said when nothing fits; without it the menu stays away then. */
  none?: string;
};

export type Suggest = ReturnType<typeof useSuggest>;

/** A menu over the text while something is being typed: what is chosen in it, and the keys that choose. */
export function useSuggest({ typed, suggestions, title, none }: Options) {
  const id = useId();
  const [shut, setShut] = useState(""); // the word at which the menu was closed by hand
  const [at, setAt] = useState({ word: "", index: 0 });
  const word = typed ? `${typed.from} ${typed.word}` : "";
  const open = typed !== null && suggestions !== undefined && shut !== word && (suggestions.length > 0 || none !== undefined);
  const shown = open ? suggestions : [];
  const chosen = Math.min(at.word === word ? at.index : 0, shown.length - 1);

  /** Takes the key when the menu is open; says whether it did. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || (shown.length === 0 && event.key !== "Escape")) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") setAt({ word, index: (chosen + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length });
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return false; // sends, always
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") shown[chosen]!.take();
    else if (event.key === "Escape") setShut(word);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { id, open, shown, chosen, title, none, onKeyDown, reopen: () => setShut("") };
}

export function SuggestMenu({ suggest: { id, open, shown, chosen, title, none } }: { suggest: Suggest }) {
  if (!open) return null;
  if (shown.length === 0) return <p className="menu suggest muted" role="status">{none}</p>;
  return (
    <div className="menu suggest" role="listbox" id={id} aria-label={title}>
      {shown.map(({ key, view, take }, i) => (
        // The pointer must not take the focus from the text.
        <div key={key} id={`${id}-${i}`} role="option" aria-selected={i === chosen} className="mi" data-highlighted={i === chosen ? "" : undefined} onPointerDown={(e) => e.preventDefault()} onClick={take}>{view}</div>
      ))}
    </div>
  );
}

/** The attributes by which a text box tells of the menu that is open over it. */
export const suggested = (suggest: Suggest | undefined) => ({
  "aria-autocomplete": "list" as const,
  "aria-controls": suggest?.shown.length ? suggest.id : undefined,
  "aria-activedescendant": suggest?.shown.length ? `${suggest.id}-${suggest.chosen}` : undefined,
});
