import type { IconName } from "@/ui/icon";

export type ActionGroup = "move" | "conversation" | "write" | "go" | "panels" | "app";

/** What a person can do, once: buttons, menus, keys, the palette and the sheet of keys all read this. */
export type Action = {
  id: string;
  label: string;
  group: ActionGroup;
  icon?: IconName;
  /** Key names as pressName gives them; several mean any of them. "G I" is one key after the other. */
  shortcut?: readonly string[];
  enabled: boolean;
  /** Why it can't be done now, where the palette says so instead of leaving it out. */
  why?: string;
  /** One of many: the palette shows it to who types for it. */
  onRequest?: boolean;
  run: () => void;
};

type Press = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">;

/** The name of a key press: "J", "Shift+E", "Alt+ArrowUp", "Mod+K", "?". */
export function pressName({ key, shiftKey, altKey, ctrlKey, metaKey }: Press): string {
  const letter = key.length === 1;
  const name = letter ? key.toUpperCase() : key;
  // Signs such as "?" are typed with Shift on many keyboards; Shift says nothing there.
  const shift = shiftKey && (!letter || name !== name.toLowerCase()) ? "Shift+" : "";
  return `${ctrlKey || metaKey ? "Mod+" : ""}${altKey ? "Alt+" : ""}${shift}${name}`;
}

export const actionFor = (actions: readonly Action[], press: string) => actions.find((a) => a.enabled && a.shortcut?.includes(press));

/** The same actions, with some in the place of those of the same ids. */
export const instead = (actions: readonly Action[], some: readonly Action[]) => actions.map((a) => some.find((b) => b.id === a.id) ?? a);

/** Whether a press may be the first of two. */
export const begins = (actions: readonly Action[], press: string) => actions.some((a) => a.enabled && a.shortcut?.some((s) => s.startsWith(`${press} `)));

/** Letters and signs by themselves, which a person may switch off: speech input and slips of the hand set them off. */
export const isSingleKey = (press: string) => /^(Shift\+)?\S$/u.test(press);

const shown: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };
const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** A press in the parts that are drawn as keys. */
export const keyParts = (press: string) => press.split("+").map((part) => (part === "Mod" ? (mac ? "⌘" : "Ctrl") : (shown[part] ?? part)));

/** Whether single keys belong to what has the focus: somebody writes, or picks in a menu or dialog. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || inOverlay(target);
}

export const inOverlay = (target: EventTarget | null) => target instanceof HTMLElement && target.closest("[role=menu],[role=dialog]") !== null;
