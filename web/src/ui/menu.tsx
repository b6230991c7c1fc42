import { cloneElement, lazy, Suspense, useState, type ReactElement, type ReactNode } from "react";
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

type Trigger = ReactElement<{ onClick?: () => void; onPointerEnter?: () => void; onFocus?: () => void; "aria-haspopup"?: "menu"; "aria-expanded"?: boolean }>;
export type MenuProps = { trigger: Trigger; entries: MenuEntry[]; side?: "bottom" | "right"; /** Which of its edges lies at the trigger's. */ align?: "start" | "end"; onClose?: () => void };

const load = () => import("./menu-open");
const OpenMenu = lazy(load);

/** A menu on a button. Its machinery is fetched when the pointer or the focus comes near, not with the page. */
export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState(false);
  const closed = cloneElement(props.trigger, {
    "aria-haspopup": "menu", "aria-expanded": false,
    onClick: () => setWanted(true), onPointerEnter: () => void load(), onFocus: () => void load(),
  });
  return wanted ? <Suspense fallback={closed}><OpenMenu align="end" {...props} /></Suspense> : closed;
}
