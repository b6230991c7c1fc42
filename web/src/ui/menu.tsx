import { cloneElement, lazy, Suspense, useState, type KeyboardEvent, type MouseEvent, type ReactElement, type ReactNode } from "react";
import type { IconName } from "./icon";

type Choice = { kind: "choice"; label: string; value: string; onChange: (value: string) => void; options: ChoiceOption<string>[] };
/** One of a group; the hint says what choosing it means, the count how many there are. */
export type ChoiceOption<T extends string> = { value: T; label: string; hint?: string; count?: string; disabled?: boolean };
export type MenuEntry =
  | { kind: "item"; label: string; icon?: IconName; shortcut?: string; onSelect: () => void }
  | { kind: "line" }
  | { kind: "note"; content: ReactNode }
  | Choice;

/** A group of which one is chosen. */
export const choice = <T extends string>(label: string, value: T, onChange: (value: T) => void, options: ChoiceOption<T>[]): MenuEntry =>
  ({ kind: "choice", label, value, options, onChange: (v) => onChange(v as T) });

type Trigger = ReactElement<{ onClick?: (event: MouseEvent) => void; onKeyDown?: (event: KeyboardEvent) => void; onPointerEnter?: () => void; onFocus?: () => void; "aria-haspopup"?: "menu"; "aria-expanded"?: boolean }>;
export type MenuProps = { trigger: Trigger; entries: MenuEntry[]; side?: "bottom" | "right"; /** Which of its edges lies at the trigger's. */ align?: "start" | "end"; onClose?: () => void };
/** Which entry has the focus when the menu opens: of a menu button, the keys choose it (WAI-ARIA practices); a pointer chooses none. */
export type Focused = "first" | "last" | undefined;

const load = () => import("./menu-open");
const OpenMenu = lazy(load);

/** A menu on a button. Its machinery is fetched when the pointer or the focus comes near, not with the page. */
export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState<{ focused: Focused }>();
  const closed = cloneElement(props.trigger, {
    "aria-haspopup": "menu", "aria-expanded": false,
    onClick: ({ detail }) => setWanted({ focused: detail === 0 ? "first" : undefined }), // no press of a button, but of a key
    onKeyDown: (event) => {
      const focused = byArrow(event);
      if (focused) setWanted({ focused });
    },
    onPointerEnter: () => void load(), onFocus: () => void load(),
  });
  return wanted ? <Suspense fallback={closed}><OpenMenu align="end" {...props} {...wanted} /></Suspense> : closed;
}

/** The entry that an arrow on a menu's button opens it on. */
export function byArrow(event: KeyboardEvent): Focused {
  const focused = event.key === "ArrowDown" ? "first" : event.key === "ArrowUp" ? "last" : undefined;
  if (focused) event.preventDefault();
  return focused;
}
